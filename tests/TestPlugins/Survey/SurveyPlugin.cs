using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.Survey;

public sealed class SurveyPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddDataset<Survey, SurveyOptions>("survey", "Points whose labels nobody vouches for, split by the seed.");
}
