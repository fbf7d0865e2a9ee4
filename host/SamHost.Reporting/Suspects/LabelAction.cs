namespace SamHost.Reporting.Suspects;

/// <summary>What is done with a label.</summary>
public enum LabelAction
{
    /// <summary>It stays.</summary>
    Kept,

    /// <summary>Another one takes its place.</summary>
    Relabelled,

    /// <summary>Its example is left out of training.</summary>
    Dropped,
}
