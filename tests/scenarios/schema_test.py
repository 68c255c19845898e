"""The JSON Schema against real scenarios, as an editor would use it.

KNOWHOW is the path of the program, KNOWHOW_WRITE_SCHEMA that of one that prints the schema of two small models.
"""

import copy
import json
import os
import pathlib
import re
import subprocess
import unittest

import jsonschema
import yaml

SCENARIOS = pathlib.Path(__file__).resolve().parents[2] / "scenarios"


class PlainLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: dates stay text, and only true and false are truth values."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers
            if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?[0-9]+$"), list("-0123456789"))


def read(name):
    return yaml.load((SCENARIOS / name).read_text(encoding="utf-8"), PlainLoader)


def schema_printed_by(*command):
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def of_model(schema, name):
    """What holds for the scenarios of one model."""
    for choice in schema["allOf"]:
        if choice["if"]["properties"]["model"]["const"] == name:
            return choice["then"]
    raise KeyError(name)


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        schema = schema_printed_by(os.environ["KNOWHOW"], "schema")
        jsonschema.Draft7Validator.check_schema(schema)
        cls.schema = schema
        cls.validator = jsonschema.Draft7Validator(schema)

    def test_shipped_scenarios_validate(self):
        for name in ("wales.yaml", "invest_to_save.yaml"):
            with self.subTest(name):
                self.assertEqual([error.message for error in self.validator.iter_errors(read(name))], [])

    def changed(self, path, value):
        document = copy.deepcopy(read("wales.yaml"))
        node = document
        for key in path[:-1]:
            node = node.setdefault(key, {})
        node[path[-1]] = value
        return document

    def test_good_changes_validate(self):
        for path, value in [
            (["channels", "portal", "dose"], "30 %"),
            (["channels", "portal", "letters"], "1 a month"),
            (["channels", "portal", "letters"], 2),
            (["channels", "seeking"], {"visits": 2}),
            (["world", "practices", "LED lighting", "benefit"], "1 250 000 GBP"),
            (["world", "traits", "openness"], {"triangular": {"least": 0, "mode": 0.2, "most": "90 %"}}),
            (["barriers"], {"relationships": {"by_kind": {"council": 0.2}}}),
            (["uncertain"], {"channels.portal.pages": "plausible"}),
            (["run", "seed"], 2**63 - 1),
        ]:
            with self.subTest(".".join(path)):
                self.assertTrue(self.validator.is_valid(self.changed(path, value)))

    def test_bad_changes_do_not(self):
        for path, value in [
            (["knowhow"], 2),
            (["modle"], "public_services"),
            (["time", "horizon"], 5),
            (["time", "horizon"], "80 steps"),
            (["time", "start"], "April 2014"),
            (["channels", "portal", "shape"], "web_site"),
            (["channels", "portal", "dose"], 1.5),
            (["channels", "portal", "dose"], "often"),
            (["channels", "portal", "page"], 3),
            (["channels", "home"], {"visits": 2}),
            (["channels", "a.b"], {"shape": "ties"}),
            (["channels", "portal", "dose"], {"uniform": {"least": 0, "most": 1}}),
            (["world", "traits", "openness"], {"uniform": {"least": 0}}),
            (["world", "organisations"], "organisations.csv"),
            (["world", "people", "least"], 6.5),
            (["world", "practices", "LED lighting", "lead_time"], "26 fortnights"),
            (["barriers", "awareness", "level"], "team"),
            (["uncertain"], {"channels.portal.pages": "perhaps"}),
            (["interventions"], {"more": {"from": "soon", "add": {"channels.portal.pages": 1}}}),
            (["scenarios"], {"more": "more"}),
            (["measures"], ["happiness"]),
            (["run", "replicates"], 0),
        ]:
            with self.subTest(f"{'.'.join(path)}={value}"):
                self.assertFalse(self.validator.is_valid(self.changed(path, value)))

    def test_a_scenario_without_a_base_needs_a_model(self):
        document = read("wales.yaml")
        del document["model"]
        self.assertFalse(self.validator.is_valid(document))

    def test_numbers_are_told(self):
        letters = of_model(self.schema, "public_services")["properties"]["channels"]["additionalProperties"]["anyOf"][3]["properties"]["letters"]
        self.assertEqual(letters["default"], 0)
        for part in ("letters to leaders", "default 0 a year", "from 0 a year to 364 a year", "source: Downe"):
            self.assertIn(part, letters["description"])

    def test_a_file_that_extends_another_may_leave_the_model_out(self):
        self.assertTrue(self.validator.is_valid({"knowhow": 1, "extends": "wales.yaml", "barriers": {}}))
        self.assertFalse(self.validator.is_valid({"knowhow": 1, "extends": "wales.yaml", "barrier": {}}))
        self.assertFalse(self.validator.is_valid({"knowhow": 1, "barriers": {}}))


class SchemaOfSeveralModels(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        schema = schema_printed_by(os.environ["KNOWHOW_WRITE_SCHEMA"])
        jsonschema.Draft7Validator.check_schema(schema)
        cls.validator = jsonschema.Draft7Validator(schema)

    def messages(self, text):
        document = yaml.load("knowhow: 1\ntitle: It spreads\n" + text, PlainLoader)
        return [error.message for error in self.validator.iter_errors(document)]

    def test_good_scenarios_validate(self):
        network = "model: spread\ntime: {horizon: 80 steps}\nground: {network: %s}\n"
        for text in ["model: spread\ntime: {horizon: 80 steps}\nshock: 5 steps\noutput: {every: 5 steps}",
                     "model: spread\ntime: {start: 2014-04-01, horizon: 5 years}\nshock: 2014-05-01",
                     "model: spread\ntime: {horizon: 1 000 steps}\n"
                     "interventions: {a: {from: 20 steps, set: {rates.alone: 0.5}}}",
                     network % "{}", network % "{agents: 20}", network % "{shape: small_world, rewiring: 0.2}",
                     network % "{shape: from_files, ties: {file: ties.csv}}",
                     network % "{shape: small_world, noise: {shape: white, size: 2}}",
                     "model: toy\ntime: {start: 2014-04-01, horizon: 5 years}\nmeasures: [adoption]"]:
            with self.subTest(text):
                self.assertEqual(self.messages(text), [])

    def test_only_mistakes_of_the_chosen_model_are_told(self):
        time = "model: spread\ntime: {horizon: 80 steps}\n"
        for text, said in [
                (time + "rates: {alon: 0.1}", ["'alon' was unexpected"]),
                (time + "measures: [adoption]", ["'measures' was unexpected"]),
                (time + "output: {ledger: {by: sector}}", ["'ledger' was unexpected"]),
                (time + "interventions: {a: {target: {kind: [x]}}}", ["'target' was unexpected"]),
                (time + "interventions: {a: {cost: {once: 5}}}", ["'cost' was unexpected"]),
                (time + "ground: {network: {shape: ring, rewiring: 0.2}}", ["not valid under any"]),
                (time + "ground: {network: {shape: rign}}", ["not valid under any"]),
                ("model: spread\ntime: {horizon: 80}", ["not valid under any"]),
                ("model: toy\ntime: {horizon: 80 steps}", ["'80 steps' is not valid"]),
                ("model: toy\ntime: {horizon: 5 years}\nrates: {}", ["'rates' was unexpected"]),
                ("model: sprea\ntime: {horizon: 5 years}", ["'sprea' is not one of"])]:
            with self.subTest(text):
                found = self.messages(text)
                self.assertEqual(len(found), len(said), found)
                for message, piece in zip(found, said):
                    self.assertIn(piece, message)


if __name__ == "__main__":
    unittest.main()
