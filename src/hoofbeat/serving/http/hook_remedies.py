"""How to mend a call of CDS Hooks: the remedies for the fields that it has alone."""

_FEEDBACK = '{"card": "4e0a3a1e-…", "outcome": "overridden", "outcomeTimestamp": "2026-11-29T10:00:00Z"}'

#: The last name of the field's path → its remedy, whatever is wrong with it.
HOOK_REMEDIES = {
    "hook": "send the hook that the service is listed with: GET /cds-services",
    "hookInstance": "send an id of this call, such as a UUID, as a text",
    "context": 'send the context of the hook: {"patientId": "1288992", "encounterId": "456"}',
    "patientId": "send the id of the Patient whose record is open, as a text",
    "encounterId": "send the id of the Encounter as a text, or leave it out",
    "userId": "send who asks as a text, such as Practitioner/123, or leave it out",
    "prefetch": "send an object with what the service's prefetch asks for, key by key: GET /cds-services",
    "feedback": f"send a list, and each entry in it as an object: {_FEEDBACK}",
    "card": "send the uuid of the card that was answered",
    "outcome": "use one of the values named",
}
