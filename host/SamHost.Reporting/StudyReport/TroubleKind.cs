namespace SamHost.Reporting.StudyReport;

/// <summary>How a run can go wrong and end all the same.</summary>
internal enum TroubleKind
{
    /// <summary>It had learnt, and predicts no better than chance since: a dead network.</summary>
    Collapsed,

    /// <summary>It had learnt, and knows much less at the end, of its training examples, too.</summary>
    Forgot,

    /// <summary>Its loss is no number.</summary>
    Diverged,

    /// <summary>Its training loss grew in every epoch.</summary>
    Grew,

    /// <summary>It never learnt: neither loss nor accuracy went anywhere.</summary>
    Stalled,
}
