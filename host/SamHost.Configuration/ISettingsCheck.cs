namespace SamHost.Configuration;

/// <summary>Finds what is wrong with the settings beyond their types and ranges. A module registers its own.</summary>
public interface ISettingsCheck
{
    /// <summary>Checks the settings.</summary>
    /// <param name="settings">The settings; their sections may be wrong, which was reported.</param>
    /// <param name="problems">Where problems are reported.</param>
    void Check(Settings settings, SettingsProblems problems);
}
