using SamHost.Plugins;
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

        Assert.Equal($"Others may write to {file}, which belongs to user 1, and so to what runs here as you; take that right from them: chown -R 0 {folder.Path} && chmod -R go-w {folder.Path}", warning);
        foreach (var command in warning.Split(": ")[^1].Split(" && ")) Assert.Equal(0, HostProgram.Start(command.Split(' ')[0], "/", command.Split(' ')[1..]).ExitCode);
        Assert.Empty(Warnings(folder));
    }

    [Fact]
    public void A_folder_above_where_a_link_leads_counts_as_one_above_the_link()
    {
        using var folder = new PluginFolder();
        var above = Directory.CreateDirectory(folder.File("above")).FullName;
        Directory.CreateDirectory(Path.Combine(above, "inner", "plugins"));
        Directory.CreateSymbolicLink(folder.File("link"), Path.Combine(above, "inner"));
        Open(above);

        Assert.StartsWith($"Others may write to {above}, ", Assert.Single(Load(folder.File("link", "plugins")).Warnings), StringComparison.Ordinal);
        Chmod("go-w", above);
        Assert.Empty(Load(folder.File("link", "plugins")).Warnings);
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
    public void Links_are_followed_one_by_one_from_where_they_lie()
    {
        using var folder = new PluginFolder();
        var shared = Directory.CreateDirectory(folder.File("shared", "deep")).Parent!.FullName;
        Directory.CreateDirectory(folder.File("store", "plugins"));
        // home -> shared/deep, whose link leads to shared/current, and that to store.
        Directory.CreateSymbolicLink(folder.File("home"), Path.Combine("shared", "deep"));
        Directory.CreateSymbolicLink(folder.File("shared", "deep", "mine"), Path.Combine("..", "current"));
        Directory.CreateSymbolicLink(folder.File("shared", "current"), folder.File("store"));
        Assert.Empty(Load(folder.File("home", "mine", "plugins")).Warnings);
        Open(shared);

        Assert.StartsWith($"Others may write to {shared}, ", Assert.Single(Load(folder.File("home", "mine", "plugins")).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_of_another_user_may_be_led_elsewhere_by_him()
    {
        using var folder = new PluginFolder();
        Directory.CreateDirectory(folder.File("plugins"));
        Directory.CreateSymbolicLink(folder.File("link"), folder.File("plugins"));
        Assert.SkipUnless(HostProgram.Start("chown", folder.Path, "-h", "1", folder.File("link")).ExitCode == 0, "Only root can give a link away.");

        var warning = Assert.Single(Load(folder.File("link")).Warnings);

        Assert.Contains($"{folder.File("link")}, which belongs to user 1, ", warning, StringComparison.Ordinal);
        var command = warning.Split(": ")[^1].Split(' ');
        Assert.Equal(0, HostProgram.Start(command[0], "/", command[1..]).ExitCode);
        Assert.Empty(Load(folder.File("link")).Warnings);
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
            Assert.Single((result.Output + result.Errors).Split('\n'), line => line.StartsWith($"warning: Others may write to {folder.Path}, ", StringComparison.Ordinal));
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

    private static void Chmod(string mode, params string[] arguments) => Assert.Equal(0, HostProgram.Start("chmod", "/", [mode, .. arguments]).ExitCode);
}
