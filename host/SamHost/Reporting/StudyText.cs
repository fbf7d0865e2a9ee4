using SamHost.Studies;
using static TorchSharp.torch;

namespace SamHost.Reporting;

/// <summary>A study in sentences.</summary>
public static class StudyText
{
    /// <summary>What is about to happen.</summary>
    public static string Describe(StudyPlan plan, Device device)
    {
        var study = plan.Study;
        return $"Study '{study.Name}': {Count(plan.Optimizers.Count, "optimizer")} x {Count(study.Seeds.Length, "seed")} = {Count(plan.RunCount, "run")} of {Count(study.Epochs, "epoch")}; "
            + $"{plan.Dataset.Descriptor.Name}, noise {plan.Noise.Descriptor.Name}, model {plan.Model.Descriptor.Name}, "
            + $"on {device} with {Count(get_num_threads(), "thread")}.";
    }

    /// <summary>What happened.</summary>
    public static string Conclude(StudyPlan plan, StudyResult result)
    {
        var failed = result.Outcomes.Count(outcome => outcome.Error is not null);
        var ended = result.Cancelled
            ? $"Cancelled after {result.Outcomes.Count - failed} of {Count(plan.RunCount, "run")}. "
            : "";
        var failures = failed == 0 ? "" : $"{Count(failed, "run")} failed: each folder's manifest.json says why. ";
        return $"{ended}{failures}Mean ± standard deviation over seeds. Memorised: mislabelled training examples predicted as their wrong label; recovered: as their true one. "
            + $"Files are in {Path.Combine(plan.Settings.Output.Directory, plan.Study.Name)}.";
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
