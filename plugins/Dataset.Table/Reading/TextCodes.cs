namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>Texts as numbers, in the order in which they came: each is held once.</summary>
internal sealed class TextCodes
{
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);

    /// <summary>The texts, by their codes.</summary>
    internal List<string> Texts { get; } = [];

    /// <summary>How often each came.</summary>
    internal List<int> Counts { get; } = [];

    internal int Of(string text)
    {
        if (!_codes.TryGetValue(text, out var code))
        {
            code = _codes.Count;
            _codes.Add(text, code);
            Texts.Add(text);
            Counts.Add(0);
        }

        Counts[code]++;
        return code;
    }
}
