using SamHost.Plugins.Loading;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Loading;

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
            [$"Others may write to {Path.TrimEndingDirectorySeparator(folder.File(path))}, and so to what runs here as you; "
                + $"take write permission from group and others: chmod -R go-w {folder.Path}"],
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
        HostProgram.Start("chgrp", folder.Path, "0", file);
        Assert.Empty(Warnings(folder));
    }

    [Fact]
    public void What_belongs_to_another_user_may_be_changed_by_him()
    {
        using var folder = new PluginFolder("LateSam");
        var file = folder.File("LateSam", "LateSam.dll");
        Assert.SkipUnless(HostProgram.Start("chown", folder.Path, "1", file).ExitCode == 0, "Only root can give a file away.");

        var warning = Assert.Single(Warnings(folder));

        Assert.Equal(
            $"Others may write to {file}, which belongs to user 1, and so to what runs here as you; make yourself the owner of "
                + $"{folder.Path} and all that is in it.",
            warning);
        HostProgram.Start("chown", folder.Path, "0", file);
        Assert.Empty(Warnings(folder));
    }

    [Fact]
    public void A_directory_that_is_a_link_is_judged_by_where_it_leads()
    {
        using var folder = new PluginFolder();
        var plugins = Directory.CreateDirectory(folder.File("plugins")).FullName;
        Directory.CreateSymbolicLink(folder.File("link"), plugins);
        Assert.Empty(Load(folder.File("link")).Warnings);
        Open(plugins);

        Assert.StartsWith(
            $"Others may write to {folder.File("link")}, ", Assert.Single(Load(folder.File("link")).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_check_and_plugins_warn()
    {
        using var run = new CommandRun();
        using var folder = new PluginFolder("LateSam");
        Open(folder.Path);

        foreach (var verb in new[] { "run", "check", "plugins" })
        {
            var result = await SamHostProcess.RunAsync(run.Folder, [verb, .. folder.BesideShipped]);
            Assert.Single(
                (result.Output + result.Errors).Split('\n'),
                line => line.StartsWith($"warning: Others may write to {folder.Path}, ", StringComparison.Ordinal));
        }
    }

    private static IReadOnlyList<string> Warnings(PluginFolder folder) => Load(folder.Path).Warnings;

    private static PluginCatalog Load(string directory)
    {
        var logger = new ListLogger();
        var catalog = new PluginCatalogLoader(new PluginsOptions { Directories = [directory] }).Load(directory, directory);
        catalog.LogTo(logger);
        Assert.All(catalog.Warnings, warning => Assert.Contains(warning, logger.Lines));
        return catalog;
    }

    private static void Open(string path) => Chmod("go+w", path);

    private static void Chmod(string mode, params string[] arguments) =>
        Assert.Equal(0, HostProgram.Start("chmod", "/", [mode, .. arguments]).ExitCode);
}
