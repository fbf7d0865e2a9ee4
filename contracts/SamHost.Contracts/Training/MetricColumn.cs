using System.Text.RegularExpressions;

namespace SamHost.Contracts.Training;

/// <summary>What a metric's column is called, and in what it is measured.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Unit">The unit, in the notation of UCUM; <c>1</c> for none.</param>
public sealed partial record MetricColumn(string Name, string Unit)
{
    /// <summary>
    /// Whether the name begins with a lower case letter and has such letters, digits and underscores, at most 100, and there is a unit.
    /// </summary>
    public bool IsWellFormed => Name is not null && WellFormedName().IsMatch(Name) && !string.IsNullOrWhiteSpace(Unit);

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,99}\z")]
    private static partial Regex WellFormedName();
}
