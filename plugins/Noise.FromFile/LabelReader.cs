using SamHost.Contracts.Data;

namespace SamHost.Plugins.NoiseFromFile;

/// <summary>Reads lines as labels: all of them class names, or all of them class indices.</summary>
internal sealed class LabelReader(string path, IReadOnlyList<string> classNames)
{
    private const int ProblemsShown = 5;

    private readonly ClassReader classes = new(classNames);

    /// <summary>The label of each line.</summary>
    /// <param name="lines">The texts.</param>
    /// <param name="firstLine">The line of the first one.</param>
    /// <exception cref="DataFileException">A line is no class, or names and indices are mixed.</exception>
    public long[] Read(IReadOnlyList<string> lines, int firstLine = 1)
    {
        if (classes.Read(lines) is { } labels)
            return labels;

        var unknown = lines.Index().Where(line => !classes.IsName(line.Item) && !classes.IsIndex(line.Item)).ToList();
        if (unknown.Count > 0)
            throw Error(
                firstLine, unknown, $"neither a class name ({string.Join(", ", classNames.Take(3))}, ...) nor a class index (0 to "
                    + $"{classNames.Count - 1}).");

        var (kind, other, fits) = classes.IsName(lines[0])
            ? ("name", "index", (Func<string, bool>)classes.IsName)
            : ("index", "name", classes.IsIndex);
        throw Error(
            firstLine, [.. lines.Index().Where(line => !fits(line.Item))],
            $"a class {other}, and line {firstLine} is a class {kind}: use one or the other throughout.");
    }

    private DataFileException Error(int firstLine, List<(int Index, string Item)> lines, string problem)
    {
        var more = lines.Count > ProblemsShown ? $" and {lines.Count - ProblemsShown} more" : "";
        var shown = lines.Take(ProblemsShown).ToList();
        var numbers = string.Join(", ", shown.Select(line => line.Index + firstLine)) + more;
        var texts = string.Join(", ", shown.Select(line => Quote(line.Item))) + more;
        return lines.Count == 1
            ? new DataFileException(path, $"line {numbers}", $"{texts} is {problem}")
            : new DataFileException(path, $"lines {numbers}", $"each is {problem} They read {texts}.");
    }

    // A file of another kind may hold anything: only what a terminal can show, and not much of it.
    private static string Quote(string text) =>
        $"'{string.Concat(text.Take(20).Select(c => char.IsControl(c) ? '?' : c))}{(text.Length > 20 ? "..." : "")}'";
}
