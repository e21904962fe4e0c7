"""Prints the figures as tables in Markdown."""
from goals import goals


def show(results, tools, workloads):
    for workload in workloads:
        print(f"\n## {workload}\n\n| tool | step | wall s | x cp | x durable | CPU s | MiB | stored / input |"
              "\n|---|---|--:|--:|--:|--:|--:|--:|")
        for tool in ["cp"] + tools:
            steps = results.steps(tool, workload)
            if workload == "W5":
                steps = [step for step in steps if not step.startswith(("commit", "checkout", "repacked"))]
            for step in steps:
                show_step(results, tool, workload, step)
            if tool != "cp" and workload in ("W1", "W5"):
                show_whole(results, tool, workload)


def show_step(results, tool, workload, step):
    wall, cpu, mib = (results.value(tool, workload, step, field) for field in ("wall", "cpu", "mib"))
    if wall is None:
        print(f"| {tool} | {step}: failed | | | | | | |")
        return
    ratios = [cell(results.ratio(tool, workload, step, base), "{:.2f}") for base in ("cp", "durable")]
    stored = results.stored(tool, workload, step) if step.startswith("commit") else None
    print(f"| {tool} | {step} | {wall:.3f} | {' | '.join(ratios)} | {cpu:.2f} | {mib:.0f} | {cell(stored)} |")


def show_whole(results, tool, workload):
    """All versions together: sums of medians."""
    for name, prefix in (("all commits", "commit"), ("those checkouts", "checkout")):
        steps = results.steps(tool, workload, prefix)
        walls, cpus = ([results.value(tool, workload, step, field) for step in steps] for field in ("wall", "cpu"))
        if len(steps) < 2 or None in walls:
            continue
        stored = results.whole(tool, workload) if prefix == "commit" else None
        name = name.replace("those", str(len(steps)))
        print(f"| {tool} | {name} | {sum(walls):.3f} | | | {sum(cpus):.2f} | | {cell(stored)} |")
    if (after := results.whole(tool, workload, True)) is not None:
        print(f"| {tool} | after repack | | | | | | {cell(after)} |")


def cell(value, form="{:.4f}"):
    return "" if value is None else form.format(value)


def show_goals(results):
    print("\n## Goals (for full size and a sixteenth)\n\n| work | measured | figure | goal | |\n|---|---|--:|--:|---|")
    for work, what, figure, goal, is_less_better in goals(results):
        if figure is None:
            continue
        is_met = figure <= goal if is_less_better else figure >= goal
        sign = "≤" if is_less_better else "≥"
        print(f"| {work} | {what} | {figure:.4g} | {sign} {goal:.4g} | {'met' if is_met else 'not met'} |")
