using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Contracts.Plugins;
using TorchSharp;

namespace SamHost.Plugins.Loading;

/// <summary>
/// The assemblies whose types cross between host and plugins, so that both must see the same copy: the host's. What they refer to is
/// shared with them (Microsoft.Extensions.DependencyInjection.Abstractions comes with the logging).
/// </summary>
internal static class SharedAssemblies
{
    public static readonly Type[] Types =
        [typeof(IPlugin), typeof(torch), typeof(ILogger), typeof(IHostEnvironment), typeof(IHttpClientFactory)];

    public static readonly AssemblyName Contracts = typeof(IPlugin).Assembly.GetName();

    // System.Runtime stands for .NET itself: a plugin may be built for a newer one.
    private static readonly AssemblyName[] Names =
        [.. Types.Select(type => type.Assembly.GetName()), Assembly.Load("System.Runtime").GetName()];

    /// <summary>Refuses a plugin that was built against versions of shared assemblies that this host does not have.</summary>
    /// <exception cref="PluginRefusedException">It was.</exception>
    public static void CheckVersions(IEnumerable<AssemblyName> references)
    {
        foreach (var reference in references)
        {
            var host = Array.Find(Names, name => name.Name == reference.Name);
            if (host is null || IsCompatible(reference, host)) continue;
            throw new PluginRefusedException(PluginStatus.IncompatibleContractVersion,
                $"It was built against {reference.Name} {reference.Version}, but this host has {host.Version}; build it against the "
                    + "host's version, or use a host that has its version.");
        }
    }

    /// <summary>Refuses a plugin whose folder holds its own contracts or TorchSharp.</summary>
    /// <exception cref="PluginRefusedException">It does.</exception>
    public static void CheckFolder(string folder)
    {
        string[] hostsOwn = [Contracts.Name + ".dll", typeof(torch).Assembly.GetName().Name + ".dll"];
        var brought = hostsOwn.Where(file => File.Exists(Path.Combine(folder, file))).ToArray();
        if (brought.Length == 0) return;
        throw new PluginRefusedException(PluginStatus.BringsItsOwnContracts,
            $"Its folder holds {string.Join(" and ", brought)}, which only the host may bring; delete "
                + $"{(brought.Length == 1 ? "it" : "them")}, and in its project refer to {Contracts.Name} with Private=\"false\" "
                + "ExcludeAssets=\"runtime;native\".");
    }

    // The contracts' major version changes when plugins must be rebuilt. Nothing binds to an assembly older than it asked for.
    private static bool IsCompatible(AssemblyName reference, AssemblyName host) =>
        reference.Version! <= host.Version!
        && (host.Name != Contracts.Name || reference.Version!.Major == host.Version!.Major);
}
