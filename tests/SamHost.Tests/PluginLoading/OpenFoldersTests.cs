using SamHost.PluginLoading;
using SamHost.Tests.Documentation;
using SamHost.Tests.Support;

namespace SamHost.Tests.PluginLoading;

/// <summary>Warnings about plugins that others may change.</summary>
public class OpenFoldersTests
{
    [Fact]
    public void Folders_as_they_are_made_by_default_are_no_cause_for_a_warning()
    {
        using var folder = new PluginFolder("LateSam", "LikesRed");

        Assert.Empty(Warnings(folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("LateSam")]
    [InlineData("LateSam/LateSam.dll")]
    [InlineData("LateSam/deep")]
    [InlineData("LateSam/deep/data")]
    public void What_others_may_write_to_is_named_once_for_each_directory_of_plugins(string path)
    {
        using var folder = new PluginFolder("LateSam", "LikesRed");
        Directory.CreateDirectory(folder.File("LateSam", "deep"));
        File.WriteAllText(folder.File("LateSam", "deep", "data"), "");
        Open(folder.File(path));
        Open(folder.File("LikesRed", "LikesRed.pdb"));

        Assert.Equal(
            [$"Others may write to {Path.TrimEndingDirectorySeparator(folder.File(path))} and 1 more files and folders there, and so to what runs here as you; take that right from them: chmod -R go-w {folder.Path}"],
            Warnings(folder));
        Chmod("-R", "go-w", folder.Path);
        Assert.Empty(Warnings(folder));
    }

    [Fact]
    public void A_group_counts_unless_it_is_the_owner_s_own()
    {
        using var folder = new PluginFolder("LateSam");
        var file = folder.File("LateSam", "LateSam.dll");
        Chmod("g+w", file);
        Assert.SkipUnless(HostProgram.Start("chgrp", folder.Path, "1", file).ExitCode == 0, "Only root can give a file to any group.");

        Assert.Contains(file, Assert.Single(Warnings(folder)), StringComparison.Ordinal);
        HostProgram.Start("chown", folder.Path, "1:1", file);
        Assert.Empty(Warnings(folder));
    }

    [Fact]
    public void A_folder_above_counts_unless_others_can_only_add_to_it()
    {
        using var folder = new PluginFolder();
        var above = Directory.CreateDirectory(folder.File("above")).FullName;
        var plugins = Directory.CreateDirectory(Path.Combine(above, "plugins")).FullName;
        Open(above);

        Assert.Equal(
            [$"Others may write to {above}, and so put other plugins in the place of {plugins}, which run here as you; take that right from them: chmod go-w {above}"],
            Load(plugins).Warnings);
        Chmod("+t", above);
        Assert.Empty(Load(plugins).Warnings);
    }

    [Fact]
    public async Task Run_check_and_plugins_warn()
    {
        using var run = new CommandRun();
        using var folder = new PluginFolder("LateSam");
        Open(folder.Path);
        string[] directories = ["--set", $"Plugins:Directories=[\"{Path.Combine(AppContext.BaseDirectory, "plugins")}\", \"{folder.Path}\"]"];

        foreach (var verb in new[] { "run", "check", "plugins" })
        {
            var result = await SamHostProcess.RunAsync(run.Folder, [verb, .. directories]);
            Assert.Single((result.Output + result.Errors).Split('\n'), line => line.StartsWith($"warning: Others may write to {folder.Path}, ", StringComparison.Ordinal));
        }
    }

    private static IReadOnlyList<string> Warnings(PluginFolder folder) => Load(folder.Path).Warnings;

    private static PluginCatalog Load(string directory)
    {
        var logger = new ListLogger();
        var catalog = new PluginCatalogLoader(new PluginsOptions { Directories = [directory] }, logger).Load(directory, directory);
        Assert.All(catalog.Warnings, warning => Assert.Contains(warning, logger.Lines));
        return catalog;
    }

    private static void Open(string path) => Chmod("go+w", path);

    private static void Chmod(string mode, params string[] arguments) => Assert.Equal(0, HostProgram.Start("chmod", "/", [mode, .. arguments]).ExitCode);
}
