"""The API explained on one plain page, made from its own OpenAPI description; no foreign host."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.web.site import Pages


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter in words. `choices` are the only values taken, empty where any is."""

    name: str
    place: str
    words: str
    kind: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an answer."""

    name: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API."""

    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    answer: str
    statuses: tuple[tuple[str, str], ...]


def routes(pages: Pages) -> APIRouter:
    """`/api/docs`, and `/api` which leads there by its content."""
    router = APIRouter(include_in_schema=False)

    @router.get("/api/docs")
    def docs(request: Request) -> Response:
        described = request.app.openapi()
        schemas = described["components"]["schemas"]
        values = {
            "about": described["info"]["description"],
            "operations": operations(described),
            "shapes": [(name, fields(schemas[name])) for name in _SHAPES if name in schemas],
        }
        scope = dict(request.scope, language="en", language_prefix="")
        return pages.page(pages.frame(scope), "docs.html", values)

    return router


_SHAPES = ("CallOut", "MomentOut", "DeadlineOut", "MoneyOut", "EventOut", "SourceOut", "ProblemOut")


def operations(described: Mapping[str, Any]) -> tuple[Operation, ...]:
    """Every address of an OpenAPI description, in its order."""
    schemas = described["components"]["schemas"]
    found = []
    for path, methods in described["paths"].items():
        one = methods["get"]
        answer = one["responses"]["200"]["content"]["application/json"]["schema"]
        found.append(
            Operation(
                path=path,
                summary=one["summary"],
                parameters=tuple(_parameter(p, schemas) for p in one.get("parameters", ())),
                answer=_kind(answer),
                statuses=tuple(
                    (code, said["description"]) for code, said in sorted(one["responses"].items())
                ),
            )
        )
    return tuple(found)


def fields(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of one shape."""
    return tuple(
        Field(name, _kind(field), str(field.get("description", "")))
        for name, field in schema.get("properties", {}).items()
    )


def _parameter(stated: Mapping[str, Any], schemas: Mapping[str, Any]) -> Parameter:
    schema = stated["schema"]
    named = schema.get("items", schema).get("$ref", "").rpartition("/")[2]
    choices = schemas.get(named, {}).get("enum", ())
    return Parameter(
        name=stated["name"],
        place=stated["in"],
        words=stated.get("description") or schema.get("description", ""),
        kind=_kind(schema),
        choices=tuple(str(choice) for choice in choices),
    )


def _kind(schema: Mapping[str, Any]) -> str:
    """A JSON schema's type in a word or two."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2].removesuffix("Out")
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type", "any"))
