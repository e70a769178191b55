"""`tf.keras.visualization`: pictures with boxes and masks, side by side."""

from tapeflow.keras.visualization.draw_bounding_boxes import (
    draw_bounding_boxes as draw_bounding_boxes,
)
from tapeflow.keras.visualization.draw_segmentation_masks import (
    draw_segmentation_masks as draw_segmentation_masks,
)
from tapeflow.keras.visualization.galleries import (
    plot_bounding_box_gallery as plot_bounding_box_gallery,
)
from tapeflow.keras.visualization.galleries import plot_image_gallery as plot_image_gallery
from tapeflow.keras.visualization.galleries import (
    plot_segmentation_mask_gallery as plot_segmentation_mask_gallery,
)
