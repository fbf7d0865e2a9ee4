using System.Diagnostics;

namespace SamHost.TestSupport;

/// <summary>The files of the repository that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file of host/, contracts/, plugins/ and tests/, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Sources { get; } =
    [
        .. new[] { "contracts", "host", "plugins", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Full(folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The project files of the shipped plugins.</summary>
    public static IReadOnlyList<string> PluginProjects { get; } =
        [.. Directory.GetDirectories(Full("plugins")).SelectMany(folder => Directory.GetFiles(folder, "*.csproj"))
            .Order(StringComparer.Ordinal)];

    /// <summary>The shipped plugins' folders as the host finds them: beside the program.</summary>
    public static IReadOnlyList<string> BuiltPlugins { get; } =
        [.. Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "plugins")).Order(StringComparer.Ordinal)];

    /// <summary>An absolute path from one relative to the root.</summary>
    public static string Full(string path) => Path.Combine(Root, path);

    /// <summary>The text of a file.</summary>
    public static string Read(string path) => File.ReadAllText(Full(path));

    /// <summary>The files that git tracks; null where there is no git or no repository, as in an unpacked archive.</summary>
    public static IReadOnlyList<string>? TrackedFiles()
    {
        try
        {
            // A checkout of another user's is fine here: nothing of its configuration is run.
            using var git = Process.Start(new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files", "-z"])
            {
                WorkingDirectory = Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
            git.WaitForExit();
            return git.ExitCode == 0 && files.Length > 0 ? files : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SamHost.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds SamHost.sln.");
    }
}
