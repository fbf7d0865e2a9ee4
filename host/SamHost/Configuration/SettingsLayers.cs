using System.Collections;

namespace SamHost.Configuration;

/// <summary>The settings of the program from all their layers: files in order, then the environment, then <c>--set</c>.</summary>
public static class SettingsLayers
{
    /// <summary>Reads and merges the layers (see <see cref="SettingsMerge"/>).</summary>
    /// <param name="files">JSON files, each over the ones before it.</param>
    /// <param name="environment">All environment variables, as from <see cref="Environment.GetEnvironmentVariables()"/>.</param>
    /// <param name="assignments">What stands after each <c>--set</c>.</param>
    /// <param name="problems">Where malformed assignments and double keys are reported: such a setting is left out.</param>
    /// <returns>An object.</returns>
    /// <exception cref="UserErrorException">
    /// A file cannot be read. Thrown with the problems of every layer: without the file, whatever binding had to say of the rest
    /// would mislead.
    /// </exception>
    public static SettingsNode Load(IEnumerable<string> files, IDictionary environment, IEnumerable<string> assignments, SettingsProblems problems)
    {
        SettingsNode?[] layers =
        [
            .. files.Select(file => SettingsFile.Read(file, problems)),
            PathSettings.FromEnvironment(environment, problems),
            PathSettings.FromCommandLine(assignments, problems),
        ];
        if (layers.Contains(null))
            problems.ThrowIfAny();
        return layers.OfType<SettingsNode>().Aggregate((earlier, later) => SettingsMerge.Over(earlier, later, "", problems));
    }
}
