using SamHost.Configuration;

namespace SamHost.Studies.Plans;

/// <summary>The studies that lie beside the program, in <c>studies/</c>: files of settings like any other.</summary>
public static class ShippedStudy
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "studies");

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names =>
        Directory.Exists(Folder)
            ? [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The file of a study.</summary>
    /// <exception cref="UserErrorException">There is no such study.</exception>
    public static string PathOf(string name)
    {
        var known = Names.FirstOrDefault(other => other.Equals(name, StringComparison.OrdinalIgnoreCase));
        return known is not null
            ? Path.Combine(Folder, known + ".json")
            : throw new UserErrorException(
                $"--study {name}: there is no shipped study '{name}'; {NearestName.Advice(name, Names, "studies")} A file of your own "
                    + "needs no --study.");
    }

    /// <summary>The section <c>Study</c> of a study.</summary>
    /// <exception cref="UserErrorException">The file is not what was shipped.</exception>
    public static StudyOptions Read(string name)
    {
        var problems = new SettingsProblems();
        var settings = SettingsFile.Read(PathOf(name), problems);
        var study = OptionsBinder.Bind<StudyOptions>(settings?["Study"], "Study", problems);
        problems.ThrowIfAny();
        return study;
    }
}
