#!/bin/sh
# Take out of installed packages what no service imports: tests, tools that convert models, stubs, sources and libraries in C.
# Usage: prune.sh SITE_PACKAGES
set -eu
cd "$1"

# ONNX Runtime has itself twice: the second is for programs in C, and no Python loads it.
rm -f onnxruntime/capi/libonnxruntime.so.*
rm -rf numpy/f2py numpy/distutils onnxruntime/transformers onnxruntime/quantization onnxruntime/tools
find . -xdev -depth -type d -name tests -exec rm -rf {} +
find . -xdev -type f \( -name '*.pyi' -o -name '*.a' -o -name '*.c' -o -name '*.h' -o -name '*.pxd' \) -delete
