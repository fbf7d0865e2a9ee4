namespace SamHost.Plugins.DatasetTable.Features;

/// <summary>How a column of the training table became features.</summary>
/// <param name="Place">Its place in the training table, from 0.</param>
/// <param name="Name">Its name; null in a text file without names.</param>
/// <param name="Categories">The texts that have a feature each; null of a column of numbers.</param>
/// <param name="Median">What takes the place of a missing number; null where missing cells are refused.</param>
/// <param name="Mean">What is subtracted from a number.</param>
/// <param name="Scale">What is then multiplied by.</param>
/// <param name="HasFlag">Whether a feature says where its cells are missing.</param>
internal sealed record InputColumn(
    int Place, string? Name, string[]? Categories, double? Median, double Mean, double Scale, bool HasFlag)
{
    internal string Title => string.IsNullOrEmpty(Name) ? $"column {Place + 1}" : $"column '{Reading.Shown.Of(Name)}'";
}
