import uuid

import schemathesis

# No description holds these: cursors are made by us, languages and zones are words of lists, of addresses everybody
# has a pattern of their own, and a mapping is a file in a language of its own.
READ_BY_OTHER_MEANS = {"cursor", "/locale", "/timezone", "/email", "mapping"}

# What no value anywhere may hold, because it could not be kept exactly (docs/api.md).
UNKEEPABLE = ("NUL character", "unpaired surrogate", "zero with a sign", "lies beyond ±", "nested deeper", "not allowed here")


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key for each request: with one key for all, most would be refused as the reuse of it."""
    if case.headers and "idempotency-key" in case.headers and not is_negative(case):
        case.headers["idempotency-key"] = f'"{uuid.uuid4()}"'


@schemathesis.check
def valid_input_is_read(ctx, response, case):
    """What the description allows is not refused for its shape."""
    if is_negative(case) or response.status_code != 422 or response.json()["code"] != "invalid_input":
        return
    for error in response.json()["errors"]:
        is_expected = error["pointer"] in READ_BY_OTHER_MEANS or any(words in error["detail"] for words in UNKEEPABLE)
        assert is_expected, f"valid by the description, but not for the API: {error['pointer']} {error['detail']}"


def is_negative(case):
    return case.meta is None or case.meta.generation.mode.is_negative
