using SamHost.Contracts.Data;
using SamHost.Plugins.Components;

namespace SamHost.Plugins.Loading;

/// <summary>What became of one plugin.</summary>
public sealed class PluginReport
{
    /// <summary>The plugin.</summary>
    public required PluginIdentity Plugin { get; init; }

    /// <summary>Its outcome.</summary>
    public required PluginStatus Status { get; init; }

    /// <summary>Why it is not active and what to do, in one sentence; null for an active plugin.</summary>
    public string? Reason { get; init; }

    /// <summary>Its components in the order of registration; none unless it is active.</summary>
    public IReadOnlyList<ComponentDescriptor> Components { get; init; } = [];

    /// <summary>Where its data can be had.</summary>
    public IReadOnlyList<DataSource> DataSources { get; init; } = [];

    /// <summary>The string literals in its code: among them the names of its components, even where no code of it may run.</summary>
    internal IReadOnlySet<string> Literals { get; init; } = new HashSet<string>();
}
