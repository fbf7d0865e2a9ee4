using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Loading;

public class PluginDirectoriesTests
{
    [Fact]
    public void Plugins_load_in_the_order_of_directories_and_then_of_ordinal_names()
    {
        using var first = new PluginFolder().Add("LikesRed", "b").Add("LikesGreen", "B");
        using var second = new PluginFolder("LateSam");

        var catalog = Load([second.Path, first.Path]);

        Assert.Equal(["LateSam", "B", "b"], catalog.Plugins.Select(plugin => plugin.Plugin.Name));
        Assert.Equal(["likes-green", "likes-red"], catalog.Names(ComponentKind.Noise));
    }

    [Fact]
    public void By_default_plugins_beside_the_program_come_before_those_of_the_working_directory()
    {
        using var program = new PluginFolder();
        using var work = new PluginFolder();
        Directory.CreateDirectory(program.File("plugins"));
        Directory.CreateDirectory(work.File("my-plugins"));
        Copy("LateSam", program.File("plugins", "LateSam.dll"));
        Copy("LeavesATrace", work.File("my-plugins", "LeavesATrace.dll"));

        var catalog = Load(directories: null, program.Path, work.Path);

        Assert.Equal(["LateSam", "LeavesATrace"], catalog.Plugins.Select(plugin => plugin.Plugin.Name));
        Assert.Empty(catalog.Problems);
    }

    [Fact]
    public void By_default_folders_that_are_not_there_are_no_problem()
    {
        using var empty = new PluginFolder();

        var catalog = Load(directories: null, empty.Path, empty.Path);

        Assert.Empty(catalog.Plugins);
        Assert.Empty(catalog.Problems);
    }

    [Fact]
    public void A_given_directory_starts_at_the_working_directory_and_counts_once()
    {
        using var work = new PluginFolder();
        Directory.CreateDirectory(work.File("mine"));
        Copy("LateSam", work.File("mine", "LateSam.dll"));

        var catalog = Load(["mine", "./mine/", work.File("mine")], workingDirectory: work.Path);

        Assert.Equal(PluginStatus.Active, Assert.Single(catalog.Plugins).Status);
    }

    [Fact]
    public void A_given_directory_that_is_not_there_is_a_problem_with_its_place_and_stops_no_other()
    {
        using var folder = new PluginFolder("LateSam");

        var catalog = Load(["nowhere", "", folder.Path], workingDirectory: folder.Path);

        Assert.Equal(2, catalog.Problems.Count);
        Assert.Equal(
            $"Plugins:Directories:0: there is no folder {folder.File("nowhere")}; create it or remove the entry.", catalog.Problems[0]);
        Assert.StartsWith("Plugins:Directories:1: the entry is empty", catalog.Problems[1], StringComparison.Ordinal);
        Assert.Equal(PluginStatus.Active, Assert.Single(catalog.Plugins).Status);
    }

    [Fact]
    public void A_single_file_in_the_directory_is_a_plugin()
    {
        using var folder = new PluginFolder("LikesRed");
        Copy("LateSam", folder.File("LateSam.dll"));

        var plugins = folder.Load().Plugins;

        Assert.Equal(["LateSam", "LikesRed"], plugins.Select(plugin => plugin.Plugin.Name));
        Assert.All(plugins, plugin => Assert.Equal(PluginStatus.Active, plugin.Status));
        Assert.Equal(folder.File("LateSam.dll"), plugins[0].Plugin.Path);
    }

    [Fact]
    public void Contracts_beside_a_single_file_are_refused_as_in_its_own_folder()
    {
        using var folder = new PluginFolder();
        Copy("LateSam", folder.File("LateSam.dll"));
        File.Copy(PluginFolder.Built("ForgotPrivate", "SamHost.Contracts.dll"), folder.File("SamHost.Contracts.dll"));

        var plugins = folder.Load().Plugins;

        Assert.All(plugins, plugin => Assert.Equal(PluginStatus.BringsItsOwnContracts, plugin.Status));
        Assert.Equal(2, plugins.Count);
    }

    [Fact]
    public void Hidden_folders_and_other_files_are_no_plugins()
    {
        using var folder = new PluginFolder().Add("LateSam", ".git");
        File.WriteAllText(folder.File("README.md"), "Put plugins here.");

        Assert.Empty(folder.Load().Plugins);
    }

    private static void Copy(string plugin, string path) => File.Copy(PluginFolder.Built(plugin), path);

    private static PluginCatalog Load(string[]? directories, string? baseDirectory = null, string? workingDirectory = null) =>
        new PluginCatalogLoader(new PluginsOptions { Directories = directories })
            .Load(baseDirectory ?? AppContext.BaseDirectory, workingDirectory ?? AppContext.BaseDirectory);
}
