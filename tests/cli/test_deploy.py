"""The examples for several nodes name what is there: values, options, commands, secrets."""

import json
import re
from pathlib import Path

import pytest
import yaml

from cms.builtin.object_storage.options import ObjectStorage
from cms.builtin.requests import PROBES
from cms.cli.serve import STOP_SECONDS
from cms.config import Config


DEPLOY = Path(__file__).parents[2] / "deploy"
CHART = DEPLOY / "chart"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
VALUES = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
TEMPLATES = {
    path.name: path.read_text("utf-8") for path in (CHART / "templates").iterdir()
}
PLAIN = sorted(name for name in TEMPLATES if name.endswith(".yaml"))


def example():
    """Return the lines of the example environment."""
    text = (DEPLOY / "compose.env.example").read_text("utf-8")
    return dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", text))


def value_at(path):
    found = VALUES
    for name in path.split("."):
        found = found[name]
    return found


def test_what_a_chart_asks_for_is_a_value():
    asked = set(re.findall(r"\.Values\.([A-Za-z.]+)", "".join(TEMPLATES.values())))
    assert len(asked) >= 20
    for path in asked:
        value_at(path)


def test_every_value_is_asked_for():
    asked = set(re.findall(r"\.Values\.([A-Za-z.]+)", "".join(TEMPLATES.values())))
    leaves = {
        f"{name}.{key}" if isinstance(value, dict) else name
        for name, value in VALUES.items()
        for key in (value if isinstance(value, dict) else [""])
    }
    assert {
        leaf for leaf in leaves if leaf not in asked and leaf.split(".")[0] not in asked
    } == set()


def test_helpers_are_there_and_blocks_end():
    text = "".join(TEMPLATES.values())
    made = set(re.findall(r'define "([a-z.]+)"', text))
    assert set(re.findall(r'include "([a-z.]+)"', text)) == made
    for one in TEMPLATES.values():
        begun = re.findall(r"\{\{-? (?:if|with|range|define)\b", one)
        assert len(begun) == len(re.findall(r"\{\{-? end\b", one))


@pytest.mark.parametrize("name", PLAIN)
def test_a_template_is_yaml_around_its_values(name):
    lines = [
        line
        for line in TEMPLATES[name].splitlines()
        if not re.fullmatch(r"\s*\{\{-.*\}\}", line)
    ]
    text = re.sub(r"\{\{.*?\}\}", "value", "\n".join(lines))
    found = yaml.safe_load(text)
    assert {"apiVersion", "kind", "metadata", "spec"} <= found.keys()


def test_secrets_are_named_and_never_held():
    held = [name for name in VALUES if "password" in name.lower()]
    assert held == []
    for owner in ("secretKey", "externalDatabase", "objectStorage"):
        assert VALUES[owner]["existingSecret"]
    assert [
        name for name, value in example().items() if "SECRET" in name and value
    ] == []
    assert "dependencies" not in yaml.safe_load((CHART / "Chart.yaml").read_text())


def test_the_environment_is_of_the_configuration():
    named = set(re.findall(r"name: CMS_([A-Z_]+)", TEMPLATES["_helpers.tpl"]))
    named |= {
        name.removeprefix("CMS_") for name in example() if name.startswith("CMS_")
    }
    named.discard("INSTANCE")
    assert {name.lower() for name in named} <= set(Config.model_fields)
    ObjectStorage(**json.loads(example()["CMS_OBJECT_STORAGE"]))
    given = re.search(r"value: \{\{ dict (.*?) \| toJson", TEMPLATES["_helpers.tpl"])[1]
    names = re.findall(r'"([a-z_]+)"', given)
    assert set(names) <= set(ObjectStorage.model_fields)


def test_nodes_begin_after_the_tables_and_end_in_their_time():
    node, upgrade = COMPOSE["services"]["node"], COMPOSE["services"]["upgrade"]
    needs = node["depends_on"]["upgrade"]["condition"]
    assert needs == "service_completed_successfully"
    assert upgrade["command"] == ["db", "upgrade"]
    assert int(node["stop_grace_period"].removesuffix("s")) > STOP_SECONDS
    given = re.search(
        r"terminationGracePeriodSeconds: (\d+)", TEMPLATES["deployment.yaml"]
    )
    assert int(given[1]) > STOP_SECONDS
    assert "helm.sh/hook: pre-install,pre-upgrade" in TEMPLATES["upgrade.yaml"]


def test_nothing_listens_to_everybody_and_probes_are_ours():
    (port,) = COMPOSE["services"]["proxy"]["ports"]
    assert port.startswith("127.0.0.1:")
    asked = set(re.findall(r"path: (/\w+z)\b", TEMPLATES["deployment.yaml"]))
    assert asked == set(PROBES)


def test_the_proxy_of_nodes_keeps_secrets_out_and_sends_no_change_twice():
    text = re.sub(r"#.*", "", (DEPLOY / "nginx-nodes.conf").read_text("utf-8"))
    assert text.count("{") == text.count("}")
    assert re.search(r"location /duyet/ \{\s+access_log off;", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert [line for line in lines if line[-1] not in "{};"] == []
    assert "non_idempotent" not in text
