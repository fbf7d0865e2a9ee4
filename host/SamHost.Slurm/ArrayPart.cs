using SamHost.Configuration;

namespace SamHost.Slurm;

/// <summary>The elements of a submission that one array has: a study larger than the cluster's largest array is several.</summary>
/// <param name="First">The number of the request that its index 0 makes.</param>
/// <param name="Count">How many elements it has.</param>
/// <param name="AtOnce">How many of them run at a time at most; null leaves it to Slurm.</param>
internal sealed record ArrayPart(int First, int Count, int? AtOnce)
{
    /// <summary>The numbers of its elements in words.</summary>
    public string Elements => Count == 1 ? $"element {First}" : $"elements {First} to {First + Count - 1}";

    /// <summary>
    /// Divides elements evenly among as few arrays as can be, and what may run at a time as well: Slurm bounds each array by itself, and an
    /// array that waited for another would wait for its held elements, too.
    /// </summary>
    /// <param name="elements">How many elements there are.</param>
    /// <param name="largest">How many an array may have.</param>
    /// <param name="atOnce">How many of all may run at a time; null leaves it to Slurm.</param>
    /// <exception cref="UserErrorException">There are more arrays than elements may run at a time.</exception>
    public static IReadOnlyList<ArrayPart> Divide(int elements, int largest, int? atOnce)
    {
        var arrays = (elements + largest - 1) / largest;
        if (atOnce < arrays)
            throw new UserErrorException(
                $"Slurm:AtOnce is {atOnce}, and {elements} elements are {arrays} arrays, since the cluster's largest has {largest} "
                    + $"(MaxArraySize): of each at least one runs. Set Slurm:AtOnce to at least {arrays}, or Slurm:RunsPerElement to "
                    + "more.");
        return
        [
            .. Enumerable.Range(0, arrays).Select(place => new ArrayPart(
                Begin(elements, place), Begin(elements, place + 1) - Begin(elements, place),
                atOnce is { } all ? Begin(all, place + 1) - Begin(all, place) : null)),
        ];

        int Begin(int whole, int place) => (int)((long)whole * place / arrays);
    }
}
