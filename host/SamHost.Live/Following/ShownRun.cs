namespace SamHost.Live.Following;

/// <summary>A run that the page shows.</summary>
/// <param name="Folder">Its folder, which is not there before the run begins.</param>
/// <param name="Plan">What a study in progress has planned; null where the folder alone says what the run is.</param>
public sealed record ShownRun(string Folder, PlannedShape? Plan = null)
{
    /// <summary>The study's name: that of the folder around the run's.</summary>
    public string Study => Path.GetFileName(Path.GetDirectoryName(Folder)) ?? "";
}

/// <summary>What is known of a run before it begins.</summary>
/// <param name="Label">The optimizer's label, the same for all seeds and for no other configuration of the study.</param>
/// <param name="Seed">The root seed.</param>
/// <param name="Epochs">How many epochs it is to have.</param>
public sealed record PlannedShape(string Label, long Seed, int Epochs);
