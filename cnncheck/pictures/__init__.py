"""Drawings as SVG, of networks and of how a receptive field grows: text stays text, and nothing is fetched."""

from cnncheck.pictures.field import field_drawing
from cnncheck.pictures.network import network_drawing

__all__ = ["field_drawing", "network_drawing"]
