using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using Spectre.Console;
using Spectre.Console.Rendering;
using static TorchSharp.torch;

namespace SamHost.Display;

/// <summary>A study in sentences.</summary>
internal static class StudyText
{
    /// <summary>Draws a shipped study.</summary>
    public static IRenderable Draw(string name, StudyOptions study)
    {
        var tree = new Tree(
            $"[bold]{Markup.Escape(name)}[/]  [dim]{Markup.Escape(study.Time ?? "")}; data: {Markup.Escape(study.Dataset!.Name)}[/]");
        tree.AddNode(Markup.Escape(study.Description ?? ""));
        return tree;
    }

    /// <summary>What is about to happen.</summary>
    /// <param name="runs">The study.</param>
    /// <param name="device">Where it trains.</param>
    /// <param name="processes">
    /// How many processes make runs at a time; null where they are made here, one after the other.
    /// </param>
    public static string Describe(StudyRuns runs, Device device, int? processes = null)
    {
        var side = processes is { } count
            ? $"; {Count(count, "process", "processes")} at a time, {Count(runs.Plan.Torch.Threads!.Value, "thread")} each"
            : $" with {Count(get_num_threads(), "thread")}";
        return $"{Describe(runs)}, on {device}{side}.";
    }

    /// <summary>What is about to happen elsewhere.</summary>
    /// <param name="runs">The study.</param>
    /// <param name="device">Where it trains.</param>
    public static string DescribeOnCluster(StudyRuns runs, string device) =>
        $"{Describe(runs)}; each run on a node's {device} with {Count(runs.Plan.Torch.Threads!.Value, "thread")}.";

    private static string Describe(StudyRuns runs)
    {
        var (plan, study) = (runs.Plan, runs.Plan.Study);
        var points = runs.Points.Count == 1 ? "" : $" x {Count(runs.Points.Count, "point")} of a sweep";
        var shared = runs.Points.Count * plan.Optimizers.Count * study.Seeds.Length > runs.All.Count
            ? " (points that differ in nothing share theirs)"
            : "";
        return $"Study '{study.Name}': {Count(plan.Optimizers.Count, "optimizer")} x {Count(study.Seeds.Length, "seed")}{points} = "
            + $"{Count(runs.All.Count, "run")}{shared} of {Count(study.Epochs, "epoch")}; "
            + $"{plan.Dataset.Descriptor.Name}, noise {plan.Noise.Descriptor.Name}, model {plan.Model.Descriptor.Name}";
    }

    /// <summary>That runs are complete with another number of threads, and how to have them; null where none is.</summary>
    public static string? OtherThreads(StudyRuns runs, string outputDirectory)
    {
        var threads = runs.All.Where(run => EarlierRun.FindComplete(run, outputDirectory) is null)
            .Select(run => EarlierRun.OtherThreads(run, outputDirectory)).OfType<int>().ToList();
        return threads.Count == 0
            ? null
            // Where numbers differ, the one that saves most.
            : $"{threads.Count} of {Count(runs.All.Count, "run")} {(threads.Count == 1 ? "is" : "are")} complete with another number of "
                + "threads, which other results follow from; they are made again with this one. "
                + $"--set Torch:Threads={threads.CountBy(number => number).MaxBy(number => number.Value).Key} goes on with those that are "
                + "there.";
    }

    /// <summary>That the processes have more threads than there are cores to use; null where they have not.</summary>
    /// <param name="runs">The study.</param>
    /// <param name="processes">How many processes make runs at a time; null for this one alone.</param>
    public static string? TooManyThreads(StudyRuns runs, int? processes)
    {
        var count = Math.Min(processes ?? 1, runs.All.Count);
        var threads = processes is null ? get_num_threads() : runs.Plan.Torch.Threads!.Value;
        // Of an affinity mask and a container's quota, not of the machine.
        var cores = Environment.ProcessorCount;
        var advice = count > cores ? $"--parallel {cores} is the most that pays here" : $"set Torch:Threads={cores / count}";
        return count * threads <= cores
            ? null
            : $"warning: {Count(count, "process", "processes")} of {Count(threads, "thread")} for the {Count(cores, "core")} that may be "
                + $"used here are slower than fewer would be; {advice}.";
    }

    /// <summary>What happened.</summary>
    /// <param name="runs">The study.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="outputDirectory">The folder of all results.</param>
    /// <param name="where">What says why runs have failed.</param>
    public static string Conclude(
        StudyRuns runs, StudyResult result, string outputDirectory, string where = "each folder's manifest.json")
    {
        var plan = runs.Plan;
        var failed = result.Outcomes.Count(outcome => outcome.Error is not null);
        var ended = result.Cancelled
            ? $"Cancelled after {result.Outcomes.Count - failed} of {Count(runs.All.Count, "run")}. "
            : "";
        var complete = result.AlreadyComplete == 0
            ? ""
            : $"{result.AlreadyComplete} of {Count(runs.All.Count, "run")} {(result.AlreadyComplete == 1 ? "was" : "were")} complete "
                + "already (--again makes them again). ";
        var failures = failed == 0 ? "" : $"{Count(failed, "run")} failed: {where} says why. ";
        var isTruthKnown = !result.Outcomes.Any(outcome => outcome.Result?.Final.TrainAccuracy is not null);
        return $"{complete}{ended}{failures}Mean ± standard deviation over {Count(plan.Study.Seeds.Length, "seed")}. "
            + (isTruthKnown
                ? "Memorised: mislabelled training examples predicted as their wrong label; recovered: as their true one. "
                : "Which labels are wrong is unknown: train is the accuracy against the given ones. ")
            + $"Files are in {Path.Combine(outputDirectory, plan.Study.Name)}.";
    }

    private static string Count(int count, string noun, string? plural = null) => count == 1 ? $"1 {noun}"
        : $"{count} {plural ?? noun + "s"}";
}
