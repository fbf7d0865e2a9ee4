using System.Globalization;

namespace SamHost.Contracts.Data;

/// <summary>Reads texts that stand for classes: all of them class names, or all of them class indices.</summary>
/// <remarks>All the texts decide: where classes are called "1" and "2", a text at a time would be read wrongly in silence.</remarks>
/// <param name="classNames">A name for each class, in the order of the labels; of a name that is there twice, the first counts.</param>
public sealed class ClassReader(IReadOnlyList<string> classNames)
{
    private readonly Dictionary<string, long> _indices =
        classNames.Index().DistinctBy(entry => entry.Item).ToDictionary(entry => entry.Item, entry => (long)entry.Index);

    /// <summary>Whether a text is the name of a class.</summary>
    public bool IsName(string text) => _indices.ContainsKey(text);

    /// <summary>Whether a text is the index of a class, from 0.</summary>
    public bool IsIndex(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < classNames.Count;

    /// <summary>The class of each text, from 0; null where they are neither all names nor all indices.</summary>
    public long[]? Read(IReadOnlyCollection<string> texts)
    {
        if (texts.All(IsName))
            return [.. texts.Select(text => _indices[text])];
        return texts.All(IsIndex) ? [.. texts.Select(text => long.Parse(text, CultureInfo.InvariantCulture))] : null;
    }
}
