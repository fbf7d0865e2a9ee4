using System.Globalization;
using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetTable.Reading;

namespace SamHost.Plugins.DatasetTable.Features;

/// <summary>Columns that are no features as they stand: all of them at once, each with what would help.</summary>
internal static class ColumnRefusal
{
    private const int CellsShown = 3;

    /// <summary>Refuses dates, lists and the like, before any row is read.</summary>
    /// <exception cref="DataFileException">There is one.</exception>
    internal static void OfTypes(string path, ColumnChoice choice)
    {
        List<string> problems = [];
        foreach (var column in choice.Features)
        {
            if (column.Kind == ColumnKind.Date)
                problems.Add(
                    $"{column.Title} holds dates: leave it out (Exclude), or make numbers of it by Sql, such as "
                        + $"epoch({Sql.Name(column.Name ?? Sql.Column(column.Place))})");
            else if (column.Kind == ColumnKind.Other)
                problems.Add($"{column.Title} is of the type {column.Type}: leave it out (Exclude), or make numbers or texts of it by Sql");
        }

        if (problems.Count > 0) throw new DataFileException(path, null, string.Join("; ", problems));
    }

    /// <summary>Refuses columns of texts that are numbers in disguise, or of which nearly every one is another.</summary>
    /// <exception cref="DataFileException">There is one.</exception>
    internal static void OfTexts(string path, RawRows rows, TableOptions options)
    {
        List<string> problems = [];
        foreach (var (column, texts) in rows.Choice.Features.Zip(rows.Texts).Where(column => column.Second is not null))
        {
            if (ProblemOf(column, texts!, options) is { } problem) problems.Add($"{column.Title} {problem}");
        }

        if (problems.Count > 0) throw new DataFileException(path, null, string.Join("; ", problems));
    }

    private static string? ProblemOf(SourceColumn column, TextCodes texts, TableOptions options) =>
        (column.IsDeclaredNominal ? null : Disguised(texts))
            ?? (texts.Texts.Count > options.MaxCategories
                ? $"has {texts.Texts.Count} different texts, such as {Shown.Of(texts.Texts, CellsShown)}: leave it out (Exclude), or raise "
                    + $"MaxCategories ({options.MaxCategories})"
                : null);

    private static string? Disguised(TextCodes texts)
    {
        if (All(texts, text => IsGrouped(text, ','))
            && texts.Texts.FirstOrDefault(text => text.Contains(',', StringComparison.Ordinal)) is { } grouped)
            return $"holds numbers such as '{grouped}': set Thousands to ',' (or DecimalSeparator, where the comma stands before decimals)";
        if (All(texts, text => double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            return "holds numbers with a decimal comma: set DecimalSeparator to ','";
        var others = texts.Texts.Where(text => !IsNumber(text)).ToList();
        var numbers = texts.Texts.Zip(texts.Counts).Where(text => IsNumber(text.First)).Sum(text => text.Second);
        return others.Count > 0 && numbers > texts.Counts.Sum() / 2
            ? $"holds numbers, and {texts.Counts.Sum() - numbers} cells that are none, such as {Shown.Of(others, CellsShown)}: "
                + "mend them, or add them to NullStrings"
            : null;
    }

    private static bool All(TextCodes texts, Func<string, bool> holds) => texts.Texts.Count > 0 && texts.Texts.All(holds);

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    // 1,234 or 12,345,678.9
    private static bool IsGrouped(string text, char mark)
    {
        var groups = text.TrimStart('-', '+').Split('.')[0].Split(mark);
        return groups[0].Length is > 0 and <= 3 && groups.All(group => group.All(char.IsAsciiDigit))
            && groups.Skip(1).All(group => group.Length == 3) && text.Count(c => c == '.') <= 1;
    }
}
