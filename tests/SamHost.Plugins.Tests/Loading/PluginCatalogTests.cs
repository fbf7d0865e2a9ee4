using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Loading;

public class PluginCatalogTests
{
    [Fact]
    public void A_component_is_found_by_kind_and_by_name_whatever_its_case()
    {
        using var folder = new PluginFolder("LateSam");

        var catalog = folder.Load();

        Assert.Equal("late-sam", catalog.Find(ComponentKind.Optimizer, "Late-SAM")?.Name);
        Assert.Null(catalog.Find(ComponentKind.Noise, "late-sam"));
        Assert.Null(catalog.Find(ComponentKind.Optimizer, "early-sam"));
        Assert.Empty(catalog.Names(ComponentKind.Noise));
    }

    [Theory]
    [InlineData("forgot-private", "ForgotPrivate")]
    [InlineData("Newer-Contracts", "NewerContracts")]
    [InlineData("missing-dependency", "MissingDependency")]
    [InlineData("thrown", "ThrowsWhileRegistering")]
    [InlineData("hidden", "NoRegistration")]
    public void A_refused_plugin_is_known_by_the_names_in_its_code(string component, string plugin)
    {
        using var folder = new PluginFolder(PluginFolder.AllPlugins);

        Assert.Equal(plugin, Assert.Single(folder.Load().PossibleProviders(component)).Plugin.Name);
    }

    [Fact]
    public void A_disabled_plugin_might_bring_its_component_and_an_active_one_does()
    {
        using var folder = new PluginFolder("LateSam");

        Assert.Equal(PluginStatus.Disabled, Assert.Single(folder.Load(disabled: ["LateSam"]).PossibleProviders("late-sam")).Status);
        Assert.Empty(folder.Load().PossibleProviders("late-sam"));
    }

    [Fact]
    public void Nobody_might_bring_part_of_a_name()
    {
        using var folder = new PluginFolder(PluginFolder.AllPlugins);

        Assert.Empty(folder.Load().PossibleProviders("forgot"));
    }
}
