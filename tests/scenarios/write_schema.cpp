// The JSON Schema of two small models, for schema_test.py.
#include <iostream>

#include "tests/scenarios/spread.h"

int main() { std::cout << knowhow::scenarios::json_schema(knowhow::scenarios::spread::models()); }
