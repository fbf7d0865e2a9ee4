namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>What becomes of files that cannot be read as pictures.</summary>
public enum BrokenPictures
{
    /// <summary>They are an error, which names them.</summary>
    Refuse,

    /// <summary>They are left out, and named in the notes.</summary>
    Skip,
}
