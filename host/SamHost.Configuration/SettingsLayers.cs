using System.Collections;

namespace SamHost.Configuration;

/// <summary>
/// The settings of the program from all their layers: appsettings.json, a shipped study, files in order, the environment, <c>--set</c>.
/// </summary>
public static class SettingsLayers
{
    /// <summary>Reads and merges the layers (see <see cref="SettingsMerge"/>).</summary>
    /// <param name="basis">appsettings.json; null where there is none.</param>
    /// <param name="study">A shipped study's file, which takes the place of the basis's section <c>Study</c>; null for none.</param>
    /// <param name="files">JSON files, each over the ones before it.</param>
    /// <param name="environment">All environment variables, as from <see cref="Environment.GetEnvironmentVariables()"/>.</param>
    /// <param name="assignments">What stands after each <c>--set</c>.</param>
    /// <param name="problems">Where malformed assignments and double keys are reported: such a setting is left out.</param>
    /// <returns>An object.</returns>
    /// <exception cref="UserErrorException">
    /// A file cannot be read. Thrown with the problems of every layer: without the file, whatever binding had to say of the rest
    /// would mislead.
    /// </exception>
    public static SettingsNode Load(
        string? basis, string? study, IEnumerable<string> files, IDictionary environment, IEnumerable<string> assignments,
        SettingsProblems problems)
    {
        var below = basis is null ? SettingsNode.Object([], "") : SettingsFile.Read(basis, problems);
        SettingsNode?[] layers =
        [
            study is null ? below : below?.Without("Study"),
            .. files.Prepend(study).OfType<string>().Select(file => SettingsFile.Read(file, problems)),
            PathSettings.FromEnvironment(environment, problems),
            PathSettings.FromCommandLine(assignments, problems),
        ];
        if (layers.Contains(null))
            problems.ThrowIfAny();
        return layers.OfType<SettingsNode>().Aggregate((earlier, later) => SettingsMerge.Over(earlier, later, "", problems));
    }
}
