@echo off
rem Install Hoofbeat for the person who runs this, without a network: double-click, or type install.cmd
rem Instala Hoofbeat para quien lo ejecuta, sin red: doble clic, o escriba install.cmd
rem Further words go on: versions, rollback, uninstall, --new-key
setlocal
set "WANTED=@PYTHON@"
set "HERE=%~dp0"
if not exist "%HERE%installer\__main__.py" goto packed
py -%WANTED% -I -c "" >nul 2>nul
if not errorlevel 1 goto launcher
python -I -c "import sys; sys.exit(sys.version.split('.')[:2] != '%WANTED%'.split('.'))" >nul 2>nul
if not errorlevel 1 goto found
echo Hoofbeat needs Python %WANTED% (64-bit), which was not found. Install it, then start again.
echo Hoofbeat necesita Python %WANTED% (64 bits) y no se encontro. Instalelo y empiece de nuevo.
set "STATUS=1"
goto done

:packed
echo Open the zip and choose "Extract all" first; then start install.cmd in the folder that appears.
echo Abra el zip y elija primero "Extraer todo"; luego ejecute install.cmd en la carpeta que aparece.
set "STATUS=1"
goto done

:launcher
py -%WANTED% -I "%HERE%installer" %*
set "STATUS=%errorlevel%"
goto done

:found
python -I "%HERE%installer" %*
set "STATUS=%errorlevel%"

:done
if "%~1"=="" pause
exit /b %STATUS%
