namespace SamHost.Reporting.Suspects;

/// <summary>What becomes of an example's label: a row of the mended labels.</summary>
/// <param name="Id">The example.</param>
/// <param name="Label">The label that it has from now on, by name.</param>
/// <param name="Given">The label that it was given, by name.</param>
/// <param name="Action">What was done.</param>
/// <param name="Reason">Why; empty where there is nothing to say.</param>
/// <param name="IsByPerson">Whether a person decided it, and not the rule.</param>
public sealed record LabelDecision(string Id, string Label, string Given, LabelAction Action, string Reason, bool IsByPerson)
{
    /// <summary>What a person decides.</summary>
    /// <param name="label">The label by name; null to leave the example out.</param>
    public LabelDecision By(string? label) => this with
    {
        Label = label ?? Given,
        Action = label is null ? LabelAction.Dropped : label == Given ? LabelAction.Kept : LabelAction.Relabelled,
        IsByPerson = true,
    };
}
