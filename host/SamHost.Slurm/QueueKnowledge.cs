namespace SamHost.Slurm;

/// <summary>What is known of an element from what Slurm has.</summary>
internal enum QueueKnowledge
{
    /// <summary>Slurm has not said anything of it.</summary>
    None,

    /// <summary>It has the element.</summary>
    OfElement,

    /// <summary>It has others of the same array, and not this one.</summary>
    OfOthers,

    /// <summary>It has none of its array.</summary>
    OfNone,
}
