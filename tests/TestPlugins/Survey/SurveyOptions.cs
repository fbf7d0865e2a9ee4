using System.ComponentModel;

namespace SamHost.TestPlugins.Survey;

public sealed class SurveyOptions
{
    [Description("Whether somebody vouches for the labels.")]
    public bool AreLabelsVerified { get; set; }

    [Description("Whether every fifth point comes with the other label.")]
    public bool BringsNoise { get; set; }
}
