using SamHost.Contracts.Suspects;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>Evidence that an example's label is wrong, from what its run recorded: the higher, the more suspicious.</summary>
/// <param name="Name">What tables and files call it.</param>
/// <param name="Description">What it is, in a sentence.</param>
/// <param name="Create">Makes it, for one run.</param>
public sealed record SuspectScore(string Name, string Description, Func<ISuspectScore> Create)
{
    /// <summary>An epoch as scores see it: without the truth.</summary>
    internal static RecordedEpoch Shown(ExampleEpoch epoch) => new()
    {
        Epoch = epoch.Epoch,
        Indices = epoch.Index,
        GivenLabels = epoch.GivenLabel,
        Loss = epoch.Loss,
        Margin = epoch.Margin,
        LogitWeight = epoch.LogitWeight,
        Weight = epoch.Weight,
        GradientNorm = epoch.GradientNorm,
    };
}
