namespace SamHost.Contracts.Plugins;

/// <summary>
/// The registration class of a plugin assembly. An assembly holds exactly one public class that implements it,
/// with a public parameterless constructor; the host creates it once, at start.
/// </summary>
/// <remarks>
/// Register names only: load no data and touch no device here. A component is created later, once for each run that
/// names it in its configuration, and once more before the first run, to see that it accepts its options: a constructor
/// opens no files and no ports.
/// </remarks>
public interface IPlugin
{
    /// <summary>Names the components that this plugin brings.</summary>
    void Register(IComponentRegistry components);
}
