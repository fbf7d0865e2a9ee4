namespace SamHost.Plugins.Loading;

/// <summary>What became of a plugin. Every way in which a plugin does not run has its own value.</summary>
public enum PluginStatus
{
    /// <summary>Loaded; its components can be used.</summary>
    Active,

    /// <summary>Named in <see cref="PluginsOptions.Disabled"/>; none of its code ran.</summary>
    Disabled,

    /// <summary>
    /// Not in <see cref="PluginsOptions.Allow"/> or the signed list, or not with the files that it has; none of its code ran.
    /// </summary>
    NotAllowed,

    /// <summary>Its folder is a link, or holds one that leads out of it; none of its code ran.</summary>
    LinksOutside,

    /// <summary>There is no file where one is expected, or it is no .NET assembly that can be loaded here.</summary>
    NotAnAssembly,

    /// <summary>An assembly that it refers to is not in its folder, or is there damaged or in an older version.</summary>
    MissingDependency,

    /// <summary>Built against contracts, or another assembly shared with the host, of a version that this host does not have.</summary>
    IncompatibleContractVersion,

    /// <summary>Its folder holds its own copy of an assembly that only the host may bring; none of its code ran.</summary>
    BringsItsOwnContracts,

    /// <summary>It has no class, or several, that register components; or the one that it has registers nothing.</summary>
    NoRegistrationClass,

    /// <summary>Its registration class threw an exception, or registered a component that cannot be one.</summary>
    ThrewWhileRegistering,

    /// <summary>A component has the name of another one of its kind, of this plugin or of one loaded earlier.</summary>
    DuplicateComponentName,
}
