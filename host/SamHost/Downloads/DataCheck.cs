namespace SamHost.Downloads;

/// <summary>What is known of a data file on this machine.</summary>
internal enum DataCheck
{
    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>Its SHA-256 is the published one, or that of <c>SHA256SUMS</c> beside it, written when it was fetched.</summary>
    Verified,

    /// <summary><c>SHA256SUMS</c> beside it says another SHA-256: it has changed since it was fetched.</summary>
    Changed,

    /// <summary>
    /// It was not fetched by samhost, and is packed otherwise than the published file: there is nothing to compare it with.
    /// </summary>
    Unverified,
}
