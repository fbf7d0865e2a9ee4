using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>
/// The packages of an author in a folder, and the template installed: with a cache of its own, since that of the user may hold the same
/// versions.
/// </summary>
public sealed class AuthorFeed : IDisposable
{
    /// <summary>For a build of what was built with its analysers before the tests.</summary>
    internal const string Unanalysed = "-p:RunAnalyzers=false";

    private readonly string _root = Directory.CreateTempSubdirectory("samhost-author-").FullName;

    public AuthorFeed()
    {
        foreach (var project in new[] { "SamHost.Contracts", "SamHost.Testing", "SamHost.Templates" })
            Run(_root, "dotnet", "pack", Repository.Full($"contracts/{project}"), "-o", "feed", "--artifacts-path", "built", Unanalysed);
        Run(_root, "dotnet", "new", "install", "feed/SamHost.Templates.0.1.0.nupkg");
    }

    /// <summary>An empty folder beside the feed, with the page's nuget.config.</summary>
    public string NewAuthor()
    {
        var folder = Directory.CreateTempSubdirectory("samhost-author-work-").FullName;
        var config = Page.Plugins.File("nuget.config").Replace("../feed", Path.Combine(_root, "feed"), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), config);
        return folder;
    }

    /// <summary>Runs a program to its end.</summary>
    public void Run(string folder, string program, params string[] arguments)
    {
        var (exitCode, output) = HostProgram.Start(
            "env", folder, [$"NUGET_PACKAGES={Path.Combine(_root, "packages")}", $"DOTNET_CLI_HOME={_root}", program, .. arguments]);
        Assert.True(exitCode == 0, output);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
