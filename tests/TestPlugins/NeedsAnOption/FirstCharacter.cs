using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Suspects;

namespace SamHost.TestPlugins.NeedsAnOption;

public sealed class FirstCharacterOptions
{
    [Description("The text."), Required]
    public string Text { get; set; } = "";
}

internal sealed class FirstCharacter(FirstCharacterOptions options) : ISuspectScore
{
    public double[] Add(RecordedEpoch epoch) => [.. epoch.Indices.Select(_ => (double)options.Text[0])];
}
