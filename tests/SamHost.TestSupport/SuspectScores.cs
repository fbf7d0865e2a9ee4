using SamHost.Contracts.Suspects;
using SamHost.Plugins.Components;
using SamHost.Reporting.Suspects;

namespace SamHost.TestSupport;

/// <summary>The scores of the shipped plugins.</summary>
internal static class SuspectScores
{
    public static IReadOnlyList<SuspectScore> All { get; } =
        [.. SmallStudy.Catalog.Names(ComponentKind.SuspectScore)
            .Select(name => Of(SmallStudy.Catalog.Find(ComponentKind.SuspectScore, name)!))];

    public static SuspectScore MeanLoss => All.Single(score => score.Name == "mean-loss");

    private static SuspectScore Of(ComponentDescriptor descriptor)
    {
        var options = Activator.CreateInstance(descriptor.OptionsType)!;
        return new(descriptor.Name, descriptor.Description, () => (ISuspectScore)descriptor.Create(options, NoServices.Instance));
    }

    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
