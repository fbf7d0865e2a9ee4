using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Loading;

/// <summary>Each status, through a real plugin that deserves it.</summary>
public class PluginStatusTests
{
    [Fact]
    public void A_good_plugin_is_active_without_a_reason()
    {
        var report = LoadOne("LateSam");

        Assert.Equal(PluginStatus.Active, report.Status);
        Assert.Null(report.Reason);
        Assert.Equal("LateSam", report.Plugin.Name);
        Assert.StartsWith("0.1.0", report.Plugin.Version, StringComparison.Ordinal);
        var component = Assert.Single(report.Components);
        Assert.Equal((ComponentKind.Optimizer, "late-sam"), (component.Kind, component.Name));
        Assert.Equal("SGD at first, 1-SAM in the last epochs (Zhou et al. 2025)", component.Description);
        Assert.Equal(("LateSam", "LateSamOptions"), (component.ComponentType.Name, component.OptionsType.Name));
        Assert.Same(report.Plugin, component.Plugin);
    }

    // What the reason has to name: who, what is there, what is wanted.
    [Theory]
    [InlineData("MissingDependency", PluginStatus.MissingDependency, "Palette 1.0.0.0", "copy Palette.dll")]
    [InlineData("NewerContracts", PluginStatus.IncompatibleContractVersion, "SamHost.Contracts 2.0.0.0", "host has 1.0.0.0")]
    [InlineData("LaterContracts", PluginStatus.IncompatibleContractVersion, "SamHost.Contracts 1.0.0.0", "LaterName")]
    [InlineData(
        "ForgotPrivate", PluginStatus.BringsItsOwnContracts, "SamHost.Contracts.dll and TorchSharp.dll",
        "Private=\"false\" ExcludeAssets=\"runtime;native\"")]
    [InlineData("NoRegistration", PluginStatus.NoRegistrationClass, "no public class that implements IPlugin", "add one")]
    [InlineData("TwoRegistrations", PluginStatus.NoRegistrationClass, "SecondPlugin, TwoRegistrationsPlugin", "keep one")]
    [InlineData("NeedsArguments", PluginStatus.NoRegistrationClass, "NeedsArgumentsPlugin", "constructor without parameters")]
    [InlineData("RegistersNothing", PluginStatus.NoRegistrationClass, "RegistersNothingPlugin", "no component")]
    [InlineData(
        "ThrowsWhileRegistering", PluginStatus.ThrewWhileRegistering, "InvalidOperationException", "the moon is in the wrong phase")]
    [InlineData("MalformedName", PluginStatus.ThrewWhileRegistering, "'Not a Name'", "lower case letters, digits and hyphens")]
    [InlineData("AbstractComponent", PluginStatus.ThrewWhileRegistering, "Quiet of 'abstract'", "not abstract")]
    [InlineData("TwiceTheSame", PluginStatus.DuplicateComponentName, "'twice'", "rename one")]
    public void A_broken_plugin_has_its_status_and_a_reason_that_names_what_matters(
        string plugin, PluginStatus status, string what, string remedy)
    {
        var report = LoadOne(plugin);

        Assert.Equal(status, report.Status);
        Assert.Contains(what, report.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, report.Reason, StringComparison.Ordinal);
        Assert.EndsWith(".", report.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', report.Reason!);
        Assert.Empty(report.Components);
    }

    [Fact]
    public void A_name_that_an_earlier_plugin_has_is_refused_and_both_plugins_are_named()
    {
        // In load order DuplicateName comes first, so that it is LateSam that finds its name taken.
        using var folder = new PluginFolder("LateSam", "DuplicateName");

        var plugins = folder.Load().Plugins;

        Assert.Equal(("DuplicateName", PluginStatus.Active), (plugins[0].Plugin.Name, plugins[0].Status));
        Assert.Equal(("LateSam", PluginStatus.DuplicateComponentName), (plugins[1].Plugin.Name, plugins[1].Status));
        Assert.Contains("'late-sam'", plugins[1].Reason, StringComparison.Ordinal);
        Assert.Contains(folder.File("DuplicateName", "DuplicateName.dll"), plugins[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disabled_plugin_leaves_its_names_to_others()
    {
        using var folder = new PluginFolder("LateSam", "DuplicateName");

        var catalog = folder.Load(disabled: ["duplicatename"]);

        Assert.Equal([PluginStatus.Disabled, PluginStatus.Active], catalog.Plugins.Select(plugin => plugin.Status));
        Assert.Contains("Plugins:Disabled", catalog.Plugins[0].Reason, StringComparison.Ordinal);
        Assert.Equal("LateSam", catalog.Find(ComponentKind.Optimizer, "late-sam")!.Plugin.Name);
    }

    [Fact]
    public void A_dependency_in_another_version_is_missing()
    {
        using var folder = new PluginFolder("LikesGreen");
        File.Copy(PluginFolder.Built("LikesRed", "Palette.dll"), folder.File("LikesGreen", "Palette.dll"), overwrite: true);

        var report = Assert.Single(folder.Load().Plugins);

        Assert.Equal(PluginStatus.MissingDependency, report.Status);
        Assert.Contains("Palette 2.0.0.0, but finds 1.0.0.0", report.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.Runtime")]
    [InlineData("Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("TorchSharp")]
    public void A_plugin_for_a_newer_version_of_what_the_host_shares_is_incompatible(string shared)
    {
        using var folder = new PluginFolder().Write("Newer", EmptyAssembly.ThatRefersTo(shared, new Version(99, 0, 0, 0)));

        var report = Assert.Single(folder.Load().Plugins);

        Assert.Equal(PluginStatus.IncompatibleContractVersion, report.Status);
        Assert.Contains($"built against {shared} 99.0.0.0, but this host has ", report.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LikesGreen.deps.json", "LikesGreen.deps.json, cannot be read")]
    [InlineData("Palette.dll", "Palette.dll in its folder is not one")]
    public void A_damaged_file_beside_the_main_assembly_is_named(string file, string reason)
    {
        using var folder = new PluginFolder("LikesGreen");
        File.WriteAllText(folder.File("LikesGreen", file), "{ this is neither");

        var report = Assert.Single(folder.Load().Plugins);

        Assert.Equal(PluginStatus.MissingDependency, report.Status);
        Assert.Contains(reason, report.Reason, StringComparison.Ordinal);
    }

    // The runtime's native reader of this file ends the process at each of these.
    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "runtimeTarget": { "name": 5 }, "targets": {}, "libraries": {} }""")]
    [InlineData("""{ "runtimeTarget": { "name": "net" }, "targets": {}, "libraries": {} }""")]
    [InlineData(
        """
            { "runtimeTarget": { "name": "net" }, "targets": { "net": { "a/1": { "runtime": { "a.dll": { "fileVersion": 1 } } } } },
              "libraries": {} }
            """)]
    [InlineData(
        """
            { "runtimeTarget": { "name": "net" }, "targets": { "net": { "a/1": { "runtimeTargets": { "a.dll": { "rid": "linux" } } } } },
              "libraries": {} }
            """)]
    [InlineData(
        """
            { "runtimeTarget": { "name": "net" }, "targets": { "net": { "a/1": {} } }, "libraries": { "a/1": { "type": null, "sha512": "",
              "serviceable": false } } }
            """)]
    [InlineData(
        """{ "runtimeTarget": { "name": "net" }, "targets": { "net": { "a/1": {} } }, "libraries": { "a/1": { "type": "project" } } }""")]
    [InlineData("""{ "runtimeTarget": { "name": "net\u0000" }, "targets": { "net\u0000": {} }, "libraries": {} }""")]
    public void A_list_of_dependencies_of_another_shape_is_refused(string text)
    {
        using var folder = new PluginFolder("LikesGreen");
        File.WriteAllText(folder.File("LikesGreen", "LikesGreen.deps.json"), text);

        Assert.Equal(PluginStatus.MissingDependency, Assert.Single(folder.Load().Plugins).Status);
    }

    private static PluginReport LoadOne(string plugin)
    {
        using var folder = new PluginFolder(plugin);
        return Assert.Single(folder.Load().Plugins);
    }
}
