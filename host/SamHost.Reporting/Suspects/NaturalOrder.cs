using System.Globalization;

namespace SamHost.Reporting.Suspects;

/// <summary>The order of ids that people expect: 9 comes before 10, and texts in ordinal order.</summary>
internal static class NaturalOrder
{
    public static IComparer<string> Comparer { get; } = StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.NumericOrdering);
}
