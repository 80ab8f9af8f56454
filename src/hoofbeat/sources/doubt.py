"""Diagnoses that a cell itself calls unsettled: suspected, ruled out, one of several, of former times, of others."""

import re

from hoofbeat.sources.folding import key_of

#: Wherever they stand in a diagnosis.
_ANYWHERE = (
    r"sospech\w*|suspected|suspicion|probables?|posibles?|possible(?! susceptib)|presunt[oa]s?|presuntiv[oa]s?|"
    r"presuncion|presumptive|presumed|descartad[oa]s?|se descarta|rule[sd]?[- ]out|excluded|excluid[oa]s?|unconfirmed|"
    r"(?:no|sin|not|a|por|x|s/) ?(?:confirmad[oa]s?|confirmed|confirmar|descartar|definir|determinar)|"
    r"sin evidencias? de|no evidence of|negativ[oa] (?:para|a)|negative for|antecedentes?|historia de|history of|"
    r"hx of|secuelas?|sequelae?|diagnostico diferencial|dx dif\w*|differential|[rh]/o|[ad]/[dc]|"
    r"(?:versus|vs)(?!\.? host)"
)
#: Only before a diagnosis: elsewhere they are words of its name.
_LEADING = (
    r"sosp\w*\.?|suspect\w*|descart\w*|excl\w*|no|not|sin|niega|denies|no es|no hay|prob\.|pb\.?|possibly|likely|"
    r"unlikely|presunt\w*|presumpt\w*|impresiona\w*|idx|impresion diagnostica|en estudio|estudio de|"
    r"antecedentes? personal\w*|ant\.? de|h/o|ho|hx|app|apf|ahf|past|previous|previ[oa]|prior|antigu[oa]|old|viej[oa]|"
    r"(?:cuadro |clinica )?compatible con|consistent with|suggestive of|sugestiv[oa]s? de|hipotesis(?: diagnostica)?|"
    r"ex|vacuna(?:cion)? (?:contra|de|para)|vaccination (?:against|for)|"
    r"query|ro|dc|r\.o\.?|d\.c\.?|s/p|status post|s/|"
    r"contactos? (?:estrecho |intimo )?(?:de|con)|contact (?:with|of)|(?:close )?contact to|exposicion (?:a|al)|"
    r"expuest[oa]s? (?:a|al)|exposure to|exposed to|riesgo de|risk of|at risk (?:of|for)|screening (?:de|for|of)|"
    r"tamiz\w* (?:de|para)|portador(?:a|es|as)?(?: \w+)? de|carriers? (?:of|for|status)|post[- ]?op\w* de|"
    r"hij[oa]s? de (?:(?:madre|padre|padres) )?con|hij[oa]s? de (?:madre|padre|padres)(?! (?:diab|toxem))|"
    r"(?:madre|padre|herman[oa]|familiar|abuel[oa]|ti[oa]|mother|father|brother|sister|sibling|son|daughter|relative)"
    r" (?:con|de|with|of)|family history"
)
#: Only behind it.
_TRAILING = (
    r"en estudio|(?<!rh )(?<!gram )(?<!rh-)(?<!gram-)(?<!triple )(?<!triple-)(?<!her2 )(?<!her2-)(?<!bk )(?<!fr )"
    r"(?<!baar )(?<!ana )(?<!receptor )(?<!baciloscopia )(?<!cultivo )(?<!smear )(?<!smear-)(?<!culture )(?<!hbeag )"
    r"(?<!tor )(?<!toideo )(?<!coagulasa )(?<!cell )(?<!cell-)(?<!b-)(?<!t-)(?:negativ[oa]s?|negative|neg\.?)|"
    r"(?<!no )(?<!mal )(?<!bien )(?<!sin )(?:curad[oa]s?|tratad[oa]s?|cured|(?<!not )treated|resolved|resuelt[oa]s?|"
    r"superad[oa]s?)|antigu[oa]s?|previ[oa]s?|pasad[oa]s?|(?<!female )(?<!hemophilia a )carriers?|"
    r"contact|exposure|ruled out|en el pasado|"
    r"dudos[oa]s?|doubtful|unlikely"
)
#: ``Post-IAM`` is of former times; these are diseases that begin so.
_AFTER = (
    r"post[- ](?!trau|part|infec|estrep|strep|menop|nat|herp|oper|polio|tromb|throm|vir|term|vacun|vaccin|pun|ict|"
    r"prand|hepat|ner|conmoc|concus|cholec|colecist|transp|hemorr|hypox|hipox|card|isqu|isch|renal|axial)"
)
_DOUBT = re.compile(
    rf"[¿?]|(?<![\w/-])(?:{_ANYWHERE})(?![\w])\.?"
    rf"|^[\s(\[]*(?:(?:{_LEADING}|\?)(?=$|[\s:.,(-])|s/|{_AFTER})(?!\s+hodgkin)"
    rf"|(?:^|(?<=[\s(\[,:;/-]))(?:{_TRAILING})(?=[\s)\].]*$|\s*[,;(/-])"
    r"|(?<!rh )(?<!bk )[(\[]\s*[-–−]\s*[)\]]"
)
_NONE = re.compile(
    r"sin (?:diagnostico|dx|datos?|hallazgos?).*|(?:no|ningun|ninguno|none|no diagnosis|undiagnosed|unsolved|unknown)"
    r"|normal(?:es)?|san[oa]s?|healthy|controls?|sin (?:patologia|enfermedad)\w*.*|no (?:patologico|disease)"
    r"|(?:a|por) (?:definir|determinar)|pendiente.*|en (?:estudio|proceso).*|pending.*|diferido"
)


def is_unsettled(text: str) -> bool:
    """Whether a diagnosis is said not to be one, or not yet: nobody may be taught it as a label.

    Example:
        >>> [is_unsettled(text) for text in ("Descartado dengue", "Dengue vs. zika", "¿Marfan?", "Dengue")]
        [True, True, True, False]
    """
    key = key_of(text)
    return bool(_DOUBT.search(key) or _NONE.fullmatch(key))


def without_doubt(text: str) -> str:
    """What a diagnosis says besides its words of doubt, folded as cells are; a semicolon stands for each of them.

    Example:
        >>> without_doubt("Dengue vs. zika"), without_doubt("¿Marfan?"), without_doubt("Neumonía (-)")
        ('dengue ; zika', 'marfan', 'neumonia')
    """
    left = key_of(text)
    # A word of doubt may stand before another one: "Antecedente de contacto con TBC".
    while (fewer := _DOUBT.sub(" ; ", left).strip(" \t\n-–—:;,.|/()[]")) != left:
        left = re.sub(r"^(?:de|del|of|con|with|para|for)\s+", "", fewer)
    return re.sub(r"\s+", " ", re.sub(r"(?:\s*;\s*)+", " ; ", left))
