"""The words that say whether a diagnosis is confirmed, in Spanish and English, folded."""

_CONFIRMED = frozenset(
    {"confirmado", "confirmada", "confirmed", "definitivo", "definitiva", "definite", "definido", "def", "def.", "conf"}
    | {
        "established",
        "establecido",
        "comprobado",
        "verificado",
        "verified",
        "solved",
        "repetitivo",
        "final",
        "probado",
        "cierto",
        "certera",
    }
    | {
        "confirmado nuevo",
        "confirmado repetido",
        "confirmado laboratorio",
        "confirmado por laboratorio",
        "confirmed case",
    }
    | {"confirmado clinicamente", "confirmado por clinica", "confirmado por nexo", "confirmado por nexo epidemiologico"}
    | {"definitivo inicial", "definitivo control", "definitivo inicial confirmado por laboratorio", "caso confirmado"}
    | {
        "diagnostico definitivo",
        "diagnostico confirmado",
        "conf. por laboratorio",
        "conf. por clinica",
        "conf. por nexo",
    }
    | {"confirmado por criterio clinico-epidemiologico", "proven", "certain", "de certeza", "genetically confirmed"}
)
_UNCONFIRMED = frozenset(
    {
        "sospecha",
        "sospechoso",
        "sospechosa",
        "suspected",
        "suspicion",
        "suspect",
        "descartado",
        "descartada",
        "excluded",
    }
    | {"ruled out", "ruled-out", "rule out", "presuntivo", "presuntiva", "pre", "pre.", "presumptive", "presunto"}
    | {"probable", "posible", "possible", "provisional", "provisorio", "preliminar", "preliminary", "differential"}
    | {"diferencial", "impresion diagnostica", "en estudio", "en investigacion", "under investigation", "working"}
    | {"a descartar", "por confirmar", "por descartar", "no confirmado", "not confirmed", "unconfirmed", "refuted"}
    | {"entered in error", "entered-in-error", "caso sospechoso", "caso descartado", "caso probable", "inconcluso"}
    | {"presuncion", "presuntivos", "de presuncion", "diagnostico presuntivo", "diagnostico de presuncion", "presumido"}
    | {"reviewed, no clear candidate", "reviewed, currently pursuing candidates", "analysis in progress", "in progress"}
    | {"waiting for data", "strong candidate", "closed, no longer under analysis"}
    | {"unsolved", "probably solved", "partially solved", "excluido", "negativo", "negative", "error diagnostico"}
    | {
        "refutado",
        "no concluyente",
        "unlikely",
        "uncertain",
        "dudoso",
        "dudosa",
        "sosp",
        "desc",
        "antecedente",
        "history of",
    }
)

STATUS = dict.fromkeys(_CONFIRMED, "confirmed") | dict.fromkeys(_UNCONFIRMED, "unconfirmed")
