using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.NeedsAnOption;

/// <summary>A score with an option that has no default.</summary>
public sealed class NeedsAnOptionPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddSuspectScore<FirstCharacter, FirstCharacterOptions>("first-character", "The first character of a setting.");
}
