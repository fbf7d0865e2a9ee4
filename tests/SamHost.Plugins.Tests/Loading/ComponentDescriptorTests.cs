using Microsoft.Extensions.DependencyInjection;
using SamHost.Contracts.Data;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.Components;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Loading;

public class ComponentDescriptorTests
{
    [Fact]
    public void A_component_gets_its_options_and_services()
    {
        var component = Load("LateSam");
        using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var options = Activator.CreateInstance(component.OptionsType)!;

        var optimizer = component.Create(options, services);

        Assert.IsType<IOptimizer>(optimizer, exactMatch: false);
        Assert.NotSame(optimizer, component.Create(options, services));
    }

    [Fact]
    public void A_component_need_not_ask_for_its_options()
    {
        using var services = new ServiceCollection().BuildServiceProvider();

        Assert.IsType<ILabelNoise>(Load("LikesRed").Create(new NoOptions(), services), exactMatch: false);
    }

    [Fact]
    public void A_service_that_the_host_does_not_have_is_named_with_the_component_and_its_plugin()
    {
        var component = Load("LateSam");
        using var services = new ServiceCollection().BuildServiceProvider();

        var exception =
            Assert.Throws<ComponentException>(() => component.Create(Activator.CreateInstance(component.OptionsType)!, services));

        Assert.Contains("'late-sam' of the plugin LateSam", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ILogger", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_another_component_are_refused()
    {
        using var services = new ServiceCollection().AddLogging().BuildServiceProvider();

        Assert.Throws<ArgumentException>(() => Load("LateSam").Create(new NoOptions(), services));
    }

    private static ComponentDescriptor Load(string plugin)
    {
        using var folder = new PluginFolder(plugin);
        return Assert.Single(Assert.Single(folder.Load().Plugins).Components);
    }
}
