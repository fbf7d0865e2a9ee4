namespace SamHost.Configuration;

/// <summary>The forms that an option can take in settings.</summary>
internal enum OptionKind
{
    Boolean,
    Integer,
    Number,
    Text,
    Enumeration,
    Duration,
    List,
    Dictionary,

    /// <summary>A class whose properties are options.</summary>
    Object,

    /// <summary>A <see cref="SettingsNode"/>, kept as it is.</summary>
    Raw,
}
