"""EZKL at work on one model in one folder, one job a process: python peer.py fit|setup|decide|prove|export FOLDER

FOLDER/job.json says which model, which visibility of its parameters and which setting. Each job prints JSON, one object a line.
"""

import asyncio
import itertools
import json
import math
import os
import resource
import sys
import time
from pathlib import Path

import ezkl
import numpy as np
import onnx
from network import write_network
from onnx.reference import ReferenceEvaluator

FEWEST_LOGROWS, MOST_LOGROWS = 6, 20
# Bits of a digit whose values a table holds.
WIDEST_DIGIT = 11
# Processor seconds of a proof.
LONG = 5

folder = Path(sys.argv[2])
job = json.loads((folder / "job.json").read_text())
model = job["model"]
natural = job["setting"] == "calibrated"
resource.setrlimit(resource.RLIMIT_AS, (job["memoryLimit"], job["memoryLimit"]))


def at(name):
    return str(folder / name)


def write(name, content):
    (folder / name).write_text(json.dumps(content))
    return at(name)


def settings():
    return json.loads((folder / "settings.json").read_text())


def srs():
    """Powers that EZKL draws itself, of as many rows as the settings say: for tests only, since who drew them can forge."""
    logrows = settings()["run_args"]["logrows"]
    path = folder.parent / f"srs-{logrows}"
    if not path.exists():
        ezkl.gen_srs(str(path), logrows)
    return str(path)


def usage():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measured(work):
    began, (before, _) = time.monotonic(), usage()
    work()
    after, peak = usage()
    return {"ms": (time.monotonic() - began) * 1000, "cpuSeconds": after - before, "peakMiB": peak}


def say(content):
    print(json.dumps(content), flush=True)


def record(codes):
    if not natural:
        return codes
    origins = model.get("origins", [0] * len(codes))
    return [(code - origin) * step for code, origin, step in zip(codes, origins, model["steps"])]


def decision(output):
    """How many of the values at which the decision changes an output, in the model's own unit, has reached."""
    return sum(output >= value for value in model["decidedAt"])


def witness(codes, name="witness.json"):
    return ezkl.gen_witness(write("record.json", {"input_data": [record(codes)]}), at("network.ezkl"), at(name))


def setup():
    ezkl.setup(at("network.ezkl"), at("key.vk"), at("key.pk"), srs())


def prove():
    ezkl.prove(at("witness.json"), at("network.ezkl"), at("key.pk"), at("proof.json"), srs())


def verify():
    if not ezkl.verify(at("proof.json"), at("settings.json"), at("key.vk"), srs()):
        raise SystemExit("EZKL's own proof does not hold")


def arguments():
    """@returns what EZKL is told of every setting."""
    chosen = ezkl.PyRunArgs()
    chosen.input_visibility, chosen.param_visibility, chosen.output_visibility = "private", job["visibility"], "public"
    return chosen


def compile_network(chosen):
    ezkl.gen_settings(at("model.onnx"), at("settings.json"), py_run_args=chosen)
    ezkl.compile_circuit(at("model.onnx"), at("network.ezkl"), at("settings.json"))


def attempt(legs, digit, columns, logrows):
    """Whole numbers throughout, what is compared being parted into so many digits of so many bits. @returns processor seconds of one proof, or None where not everything fits."""
    chosen = arguments()
    chosen.input_scale = chosen.param_scale = 0
    chosen.lookup_range = (-2, 2)
    chosen.ignore_range_check_inputs_outputs = True
    chosen.decomp_base, chosen.decomp_legs = 2**digit, legs
    chosen.num_inner_cols, chosen.logrows = columns, logrows
    try:
        compile_network(chosen)
        setup()
    except BaseException as refusal:
        # A panic of Rust's, of a class that Python has no name for.
        if "NotEnoughRowsAvailable" not in str(refusal):
            raise
        return None
    witness(model["rows"][0])
    return measured(prove)["cpuSeconds"]


def fit_exactly():
    """
    Settles on what proves with the least processor time: from the fewest rows that the table of a digit's values fits into, as long as more rows make it cheaper. Where a proof
    takes long, more rows do not.
    """
    best = (math.inf,)
    bits = math.ceil(math.log2(model["spread"]))
    fewest = max(2, math.ceil(bits / WIDEST_DIGIT))
    for legs, columns in itertools.product((fewest, fewest + 1), (1, 2)):
        digit = max(1, -(-bits // legs))
        last = math.inf
        for logrows in range(max(FEWEST_LOGROWS, digit + 1), MOST_LOGROWS + 1):
            seconds = attempt(legs, digit, columns, logrows)
            if seconds is None:
                continue
            best = min(best, (seconds, legs, digit, columns, logrows))
            if seconds > min(last, LONG):
                break
            last = seconds
    attempt(*best[1:])


def fit():
    """Writes the graph, and the settings that the other jobs work by."""
    onnx.save(write_network(model, natural), at("model.onnx"))
    if natural:
        records = [value for codes in model["rows"][:20] for value in record(codes)]
        chosen = arguments()
        # One digit more than EZKL's default of two, where trees compare numbers that two do not hold at the scales that it tries.
        chosen.decomp_legs = 3 if model["kind"] == "trees" else 2
        ezkl.gen_settings(at("model.onnx"), at("settings.json"), py_run_args=chosen)
        ezkl.calibrate_settings(write("calibration.json", {"input_data": [records]}), at("model.onnx"), at("settings.json"), "resources")
        ezkl.compile_circuit(at("model.onnx"), at("network.ezkl"), at("settings.json"))
        srs()
    else:
        fit_exactly()
    chosen = settings()["run_args"]
    say({name: chosen[name] for name in ("logrows", "num_inner_cols", "decomp_base", "decomp_legs", "input_scale", "param_scale")})


def set_up():
    reading = measured(setup)
    say({**reading, "readKey": measured(lambda: ezkl.gen_vk_from_pk_single(at("key.pk"), at("settings.json"), at("read.vk")))["cpuSeconds"]})


def decide():
    """In how many rows EZKL's own witness decides otherwise than the model. The graph itself, in floats, must decide as the model does."""
    floats = ReferenceEvaluator(at("model.onnx"))
    unit = model["divisor"] if natural else 1 / model.get("finer", 1)
    scale = 2.0 ** settings()["model_output_scales"][0]
    differ = 0
    for row, (codes, expected) in enumerate(zip(model["rows"], model["decisions"])):
        (output,) = floats.run(None, {"record": np.array([record(codes)], dtype=np.float32)})
        if decision(float(output[0, 0]) * unit) != expected:
            raise SystemExit(f"row {row}: the ONNX graph decides otherwise than the model")
        (felts,) = witness(codes, "decided.json")["outputs"]
        differ += decision(ezkl.felt_to_int(felts[0]) / scale * unit) != expected
    say({"differ": differ})


def prove_repeatedly():
    """First what a witness takes, then what each proof takes and verifying it: one for each line on standard input."""
    witness(model["rows"][0])
    say(measured(lambda: witness(model["rows"][0])))
    for _ in sys.stdin:
        reading = measured(prove)
        say({**reading, "checkCpuSeconds": measured(verify)["cpuSeconds"]})


def export():
    """The last proof, verified; its calldata, and the verifier that EZKL renders in Solidity."""
    verify()
    ezkl.encode_evm_calldata(at("proof.json"), at("calldata"))

    async def render():
        await ezkl.create_evm_verifier(at("key.vk"), at("settings.json"), at("verifier.sol"), at("verifier.abi"), srs())

    try:
        asyncio.run(render())
    except RuntimeError:
        # It has written the source by then, and would fetch a compiler for the ABI, which is not needed.
        if not (folder / "verifier.sol").exists():
            raise
    say({"bytes": len(bytes.fromhex(json.loads((folder / "proof.json").read_text())["hex_proof"].removeprefix("0x")))})


{"fit": fit, "setup": set_up, "decide": decide, "prove": prove_repeatedly, "export": export}[sys.argv[1]]()
# EZKL leaves threads behind that crash an interpreter on its way out.
os._exit(0)
